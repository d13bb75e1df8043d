import type { Gpio, NextPiece, WavePlayer } from '../../hardware/ports.ts'
import type { Clock } from '../../runtime/clock.ts'
import { Coils } from './coils.ts'
import type { GaugesSettings } from './settings.ts'

const consumer = 'energy-monitor'

/** All pins of a board, by their BCM numbers. */
export const pinsOf = (settings: GaugesSettings): number[] => [
  ...needlePins(settings),
  ...(settings.resetPin === null ? [] : [settings.resetPin]),
  ...(settings.statusLed === null ? [] : [settings.statusLed.pin]),
]

/** What a board is driven by. */
export interface Wiring {
  readonly player: WavePlayer
  readonly coils: Coils
  /** Switches the status LED; null: there is none. */
  readonly light: ((level: 0 | 1) => void) | null
}

/** Opens the pins until the signal: the motors have no current yet, and the status LED is dark. */
export async function openWiring(
  settings: GaugesSettings,
  gpio: Gpio,
  clock: Clock,
  next: NextPiece,
  signal: AbortSignal,
): Promise<Wiring> {
  const { resetPin, statusLed } = settings
  const led = statusLed === null ? null : await gpio.output(statusLed.pin, 0, consumer, signal)
  const reset = resetPin === null ? null : await gpio.output(resetPin, 0, consumer, signal)
  const player = await gpio.waves({ pins: needlePins(settings), consumer }, next, signal)
  return { player, coils: new Coils(reset, clock), light: led === null ? null : (level) => led.set(level) }
}

const needlePins = ({ gauges }: GaugesSettings) => gauges.flatMap(({ stepPin, dirPin }) => [stepPin, dirPin])
