import type { Board } from './board.ts'
import type { Gauge } from './gauge.ts'
import type { GaugesLine } from './line.ts'
import type { Lamp } from './lamp.ts'
import type { Memory } from './memory.ts'
import { ledModeOf } from './rows.ts'

export interface Commanded {
  readonly board: Board
  readonly gauges: readonly Gauge[]
  readonly lamp: Lamp | null
  readonly memory: Memory
}

/** Does what users ask of the board and of its gauges, until the signal. */
export const obey = (line: GaugesLine, commanded: Commanded): Promise<unknown> =>
  Promise.all([obeyBoard(line, commanded), ...commanded.gauges.map((gauge) => obeyFor(line, gauge, commanded))])

async function obeyBoard({ commands, report }: GaugesLine, { board, lamp, memory }: Commanded): Promise<void> {
  for await (const command of commands) {
    if (command.entity === 'home') board.home()
    else if (command.entity === 'test') board.sweep()
    else if (lamp !== null) {
      lamp.mode = ledModeOf(command.value)
      memory.led = lamp.mode
      report({ status_led: lamp.mode })
      board.refresh()
    }
  }
}

async function obeyFor({ log }: GaugesLine, gauge: Gauge, { board, memory }: Commanded): Promise<void> {
  for await (const command of gauge.commands) {
    const refusal = gauge.obey(command)
    if (refusal === null) memory.remember(gauge.settings.id, gauge.wish)
    else log.warn(refusal)
    board.refresh()
  }
}
