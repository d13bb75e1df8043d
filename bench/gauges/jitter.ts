import { setEnvironmentData } from 'node:worker_threads'
import { monotonicUs } from '../../src/hardware/linux/gpio/kernel.ts'
import { lineThread } from '../../src/hardware/linux/gpio/lineThread.ts'
import { lineWaves } from '../../src/hardware/linux/gpio/lineWaves.ts'
import { quantile } from '../support/quantile.ts'
import type { LevelChange, WavePiece } from '../../src/hardware/ports.ts'

/** By how much the time from one change to the next was longer than planned; it is never shorter. */
export interface Jitter {
  readonly character_device_late_us_p50: number
  readonly character_device_late_us_p99: number
  readonly character_device_late_us_max: number
}

const pin = 17
const steps = 1_000
const pieceUs = 20_000
const changeUs = 500
const changesOfPiece = pieceUs / changeUs

const piece: WavePiece = {
  durationUs: pieceUs,
  changes: Array.from({ length: changesOfPiece }, (_, i): LevelChange => ({ pin, level: i % 2 === 0 ? 1 : 0, atUs: i * changeUs })),
}

/** Plays a second of 1 000 steps in the program's own thread, without lines. Linux alone; koffi is needed. */
export async function measureJitter(): Promise<Jitter> {
  const memory = new SharedArrayBuffer(2 * steps * Float64Array.BYTES_PER_ELEMENT)
  setEnvironmentData('jitter', memory)
  const thread = lineThread(new URL('jitterThread.mjs', import.meta.url))(-1)
  const over = new AbortController()
  let left = (2 * steps) / changesOfPiece
  const lines = { pins: [pin], thread, nowUs: monotonicUs, gone: (error: Error) => error, release: () => undefined }
  try {
    const player = await lineWaves(lines, () => (left-- > 0 ? piece : null), over.signal)
    player.wake()
    await player.rest()
  } finally {
    over.abort(new Error('over'))
  }
  return jitterOf([...new Float64Array(memory)])
}

function jitterOf(setUs: readonly number[]): Jitter {
  const longer = setUs.slice(1).map((us, i) => us - (setUs[i] ?? NaN) - changeUs)
  return {
    character_device_late_us_p50: quantile(longer, 0.5),
    character_device_late_us_p99: quantile(longer, 0.99),
    character_device_late_us_max: quantile(longer, 1),
  }
}
