import type { LevelChange, WavePiece } from '../../ports.ts'
import { addLevel, valuesBytes } from './layout.ts'

/** A piece as the thread that plays it takes it, plain data. */
export interface LinePiece {
  readonly durationUs: number
  /** It begins when the piece before it ends; else when it comes, and not before that end. */
  readonly isJoined: boolean
  /** When levels are set, after the begin, in order. */
  readonly atUs: Uint32Array
  /** What is set at each of these times: struct gpio_v2_line_values, one after the other. */
  readonly values: Uint8Array
}

/** Plays nothing: it is over when the piece before it has ended. */
export const closingPiece: LinePiece = { durationUs: 0, isJoined: false, atUs: new Uint32Array(), values: new Uint8Array() }

/** Changes of one time become one request to the kernel. `pins` in the order of their lines. Throws an Error where a pin is none of them. */
export function linePiece({ durationUs, changes }: WavePiece, isJoined: boolean, pins: readonly number[]): LinePiece {
  const times = [...new Set(changes.map(({ atUs }) => atUs))]
  const values = Buffer.alloc(times.length * valuesBytes)
  let [which, at] = [0, times[0]]
  for (const change of changes) {
    if (change.atUs !== at) at = times[++which]
    addLevel(values, which * valuesBytes, lineOf(change, pins), change.level)
  }
  return { durationUs, isJoined, atUs: Uint32Array.from(times), values }
}

function lineOf({ pin }: LevelChange, pins: readonly number[]): number {
  const line = pins.indexOf(pin)
  if (line === -1) throw new Error(`pin ${pin} is none of the outputs`)
  return line
}
