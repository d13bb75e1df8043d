import { driver } from '../driver.ts'
import { Board } from './board.ts'
import { obey } from './commands.ts'
import { face } from './dial/face.ts'
import { openFollowed } from './followed.ts'
import { Gauge } from './gauge.ts'
import { Lamp } from './lamp.ts'
import { keptInitially, keptSchema, Memory } from './memory.ts'
import { partsOf } from './parts.ts'
import { boardRows, gaugeRows, ledModes } from './rows.ts'
import { gaugesSettings } from './settings.ts'
import { openWiring, pinsOf } from './wiring.ts'

/** Needles may have to come back from the ends of their dials before the program ends. */
const stopMs = 6_000

/** X27.168 needles behind a step/dir driver, moved together. */
export const gauges = driver({
  kind: 'gauges',
  settings: gaugesSettings,
  needs: ['gpio', 'sources'],
  make: ({ gauges: { length } }) => ({
    manufacturer: 'Generic',
    model: `${length} X27.168 ${length === 1 ? 'gauge' : 'gauges'} on a step/dir driver`,
  }),
  claims: (settings) => pinsOf(settings).map((pin) => `GPIO ${pin}`),
  entities: boardRows,
  rows: ({ statusLed }) => (statusLed === null ? ['home', 'test'] : ['home', 'test', 'status_led']),
  parts: { rows: { gauge: gaugeRows }, of: partsOf },
  stopMs: () => stopMs,
  drawings: ({ gauges: needles }) => needles.map((gauge) => ({ name: gauge.id, svg: () => face(gauge) })),
  async run(line) {
    const { settings, ports, clock, signal } = line
    const memory = new Memory(line.keep(keptSchema, keptInitially))
    let board: Board | null = null
    const followed = openFollowed(line, () => board?.refresh())
    const shown = settings.gauges.map(
      (gauge) => new Gauge(gauge, line.part('gauge', gauge.id), followed.byGauge.get(gauge.id) ?? null, memory.wishFor(gauge.id)),
    )
    if (followed.tariff === null && settings.statusLed !== null) line.limit('status_led', { options: [ledModes.off, ledModes.on] })
    // The pins outlast the signal: the needles are parked by them.
    const over = new AbortController()
    try {
      const wiring = await openWiring(settings, ports.gpio, clock, (joined) => board?.next(joined) ?? null, over.signal)
      signal.throwIfAborted()
      const lamp = wiring.light === null ? null : new Lamp(wiring.light, followed.tariff, memory.led)
      const running = new Board(line, { wiring, gauges: shown, lamp, memory })
      board = running
      line.answer({ needles: async () => running.needles })
      await running.begin()
      await Promise.all([running.run(), obey(line, { board: running, gauges: shown, lamp, memory })])
    } finally {
      over.abort()
    }
  },
})
