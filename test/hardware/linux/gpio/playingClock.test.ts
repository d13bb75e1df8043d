import { expect, it } from 'vitest'
import { monotonicUs } from '../../../../src/hardware/linux/gpio/kernel.ts'
import { playingClock } from '../../../../src/hardware/linux/gpio/playingClock.ts'

it.each([-10, 0, 20, 60, 200, 1_500])('never ends a wait of %d us early', (lengthUs) => {
  const clock = playingClock(monotonicUs)
  const untilUs = clock.nowUs() + lengthUs
  clock.waitUntil(untilUs)
  expect(clock.nowUs()).toBeGreaterThanOrEqual(untilUs)
})
