import { beforeAll, describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { runInVm, type VmOutcome } from './support/gpioVm.ts'

/** By the tracepoint of the kernel where it sets a line: when it hands the level to the driver, in whole microseconds. */
const roundingUs = 2

describe.skipIf(!isAvailable('gpiovm'))('waves on the GPIO character device of a real kernel', () => {
  let vm: VmOutcome
  beforeAll(async () => {
    vm = await runInVm({ script: 'gpioWaves', clock: 'virtual', timeoutMs: 400_000 })
  }, 420_000)

  it('run the script to its end', () => {
    expect(vm).toMatchObject({ exitCode: 0, output: '' })
  })

  it('set each level of 300 steps once and in order, and leave the lines as they were set last', () => {
    expect(vm.left('steps')).toMatchObject({
      levels: [
        [0, 0],
        [0, 1],
      ],
      steps: Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? 1 : 0)),
      turns: Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 0 : 1)),
    })
  })

  it('make no interval shorter than planned', () => {
    const { intervalsUs } = Object(vm.left('steps'))
    process.stdout.write(`virtual machine, intervals of 1 000 us: ${shares(intervalsUs)}\n`)
    expect(intervalsUs).toHaveLength(599)
    expect(Math.min(...intervalsUs)).toBeGreaterThanOrEqual(1_000 - roundingUs)
  })

  it('join all pieces after the first one', () => {
    expect(vm.left('steps')).toMatchObject({ joined: [31, 1, 0] })
  })

  it('bear the name of their user, and name who uses a pin that is taken', () => {
    expect(vm.left('steps')).toMatchObject({ taken: expect.stringMatching(/^DeviceError: pin 18 is in use by energy-monitor gauges: /) })
    expect(vm.left('refused')).toMatch(/^DeviceError: pin 18 is in use by garden pump: /)
  })

  it('stop dead when they are asked to, and give the pins back at once', () => {
    expect(vm.left('stopped')).toEqual({
      ended: 'Error: asked to stop',
      before: expect.toSatisfy((levels: number) => levels > 10),
      reopened: 'it worked',
      // Those that open them again.
      after: [
        [17, 0],
        [18, 0],
      ],
    })
  })

  it.each([
    ['exit', 0],
    ['return', 0],
    ['signal', 'SIGTERM'],
  ])('never hold the end of the program while they play (%s)', (how, end) => {
    expect(Object(vm.left('ends'))[how]).toEqual({ ms: expect.toSatisfy((ms: number) => ms < 1_000), end })
  })

  it('fail when the chip is removed while they play', () => {
    expect(vm.left('removed')).toBe('DeviceError: pin 17 has gone: its GPIO chip was removed')
  })
})

function shares(intervalsUs: readonly number[]): string {
  const sorted = intervalsUs.toSorted((a, b) => a - b)
  return [0, 0.5, 0.99, 1].map((part) => sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)]).join(', ')
}
