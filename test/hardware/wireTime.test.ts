import { expect, test } from 'vitest'
import type { SerialMode } from '../../src/hardware/ports.ts'
import { frameSilenceMs, sleepUntil, wireMs } from '../../src/hardware/wireTime.ts'
import { fakeClock } from '../support/fakeClock.ts'

const mode = (baudRate: number, parity: SerialMode['parity'] = 'none', stopBits: 1 | 2 = 1): SerialMode => ({
  baudRate,
  dataBits: 8,
  stopBits,
  parity,
})

test.each([
  [mode(9600), 96, 100],
  [mode(9600, 'even'), 96, 110],
  [mode(9600, 'none', 2), 96, 110],
  [mode(115_200), 1152, 100],
])('%o: %i characters take %f ms', (given, bytes, ms) => expect(wireMs(given, bytes)).toBeCloseTo(ms))

test('a frame ends with 3.5 characters of silence, 1.75 ms at the least', () => {
  expect(frameSilenceMs(mode(9600))).toBeCloseTo(3.646, 3)
  expect(frameSilenceMs(mode(115_200))).toBe(1.75)
})

test('a sleep never ends before its time, though its timer may', async () => {
  const clock = fakeClock()
  const early = { ...clock, sleep: (ms: number) => clock.sleep(ms > 1 ? ms * 0.75 : ms) }
  let wokeMs: number | null = null
  const sleeping = sleepUntil(early, 10).then(() => (wokeMs = clock.monotonicMs()))
  await clock.advance(9.9)
  expect(wokeMs).toBeNull()
  await clock.advance(0.1)
  await sleeping
  expect(wokeMs).toBeGreaterThanOrEqual(10)
})
