import { beforeAll, describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { runInVm, type VmOutcome } from './support/gpioVm.ts'

/** An edge: its level, and its time stamp in ms from the start of the play. */
type Stamped = readonly [level: number, atMs: number]

/** Edges by the plan, none stamped early, and none later than the latest was played. */
const played = (vm: VmOutcome, name: string, ...plan: Stamped[]) => {
  const seen = Object(vm.left(name))
  expect(seen).toMatchObject({ lost: 0, edges: plan.map(([level]) => [level, expect.any(Number)]) })
  for (const [i, [, atMs]] of plan.entries()) {
    const lateMs = seen.edges[i][1] - atMs
    // The player tells when it was about to move the line: the interrupt comes within a millisecond.
    expect(lateMs).toBeGreaterThanOrEqual(0)
    expect(lateMs).toBeLessThan(seen.worstLateMs + 1)
  }
}

describe.skipIf(!isAvailable('gpiovm'))('the GPIO character device of a real kernel', () => {
  let vm: VmOutcome
  beforeAll(async () => {
    vm = await runInVm({ script: 'gpioPins', clock: 'virtual', timeoutMs: 300_000 })
  }, 320_000)

  it('runs the script to its end', () => {
    expect(vm).toMatchObject({ exitCode: 0, output: '' })
  })

  it('tells the edges of pulses with the time stamps of the kernel', () => {
    expect(vm.left('pulses')).toMatchObject({ level: 0 })
    played(vm, 'pulses', [1, 0], [0, 10], [1, 40], [0, 50], [1, 80], [0, 90])
  })

  it('tells the edges of an input that rests at a high level by its own bias', () => {
    expect(vm.left('inverted')).toMatchObject({ level: 1 })
    played(vm, 'inverted', [0, 0], [1, 10], [0, 40], [1, 50])
  })

  it('leaves out bounces and spikes, and keeps the time stamps of the edges that stay', () => {
    played(vm, 'bouncing', [1, 2], [0, 43])
  })

  it('pulls an open input up or down', () => {
    expect(vm.left('biases')).toEqual([
      [1, 1],
      [0, 0],
    ])
  })

  it('drives an output', () => {
    expect(vm.left('outputs')).toEqual([1, 0, 1])
  })

  it('names who uses a pin that is taken, and takes it when it is free', () => {
    expect(vm.left('refusals')).toMatchObject({
      taken: 'DeviceError: pin 20 is in use by first meter: end it there, or wire the device to another pin',
      after: 'it worked',
    })
  })

  it('says what to do where a pin or a chip is not there', () => {
    expect(vm.left('refusals')).toMatchObject({
      missing: 'DeviceError: there is no pin 54: pinctrl-rp1 (/dev/gpiochip1) has 0 to 53',
      noLabel: 'DeviceError: no GPIO chip has the label pinctrl-none: there is gpio-fan (/dev/gpiochip0), pinctrl-rp1 (/dev/gpiochip1)',
      noChip: 'DeviceError: /dev/null is no GPIO chip of Linux 5.10 or later',
      noPigpio: expect.stringMatching(/^DeviceError: pigpio cannot be used: .*pigpio/),
    })
  })

  it('loses nothing at 8 inputs of 16.7 Hz while the event loop is blocked for a second', () => {
    expect(vm.left('blocked')).toEqual({ played: 1_072, seen: 1_072, lost: 0 })
  })

  it('loses nothing at 8 inputs of 1 kHz for 10 s', () => {
    expect(vm.left('fast')).toEqual({ played: 160_000, seen: 160_000, lost: 0 })
  })

  it.each(['exit', 'signal'])('never holds the end of the program by an input on which nothing happens (%s)', (how) => {
    expect(Object(vm.left('silent'))[how]).toEqual({ ms: expect.any(Number), end: how === 'exit' ? 0 : 'SIGTERM' })
    expect(Object(vm.left('silent'))[how].ms).toBeLessThan(1_000)
  })

  it('fails when the chip is removed, and works when it is back', () => {
    expect(vm.left('removed')).toEqual({
      gone: 'DeviceError: pin 17 has gone: its GPIO chip was removed',
      away: 'DeviceError: no GPIO chip has the label pinctrl-rp1: there is gpio-fan (/dev/gpiochip0)',
      back: [1, 0],
    })
  })

  it('stands in for pigpio on the board of a Pi 4 where that cannot be used, and says why', () => {
    expect(vm.left('stand-in')).toEqual({
      levels: [1, 0],
      logged: [expect.stringMatching(/^warn the GPIO character device is used instead of pigpio: /)],
    })
  })
})
