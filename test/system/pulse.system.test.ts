import { beforeAll, describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { runInVm, type VmOutcome } from './support/gpioVm.ts'
import { sent } from './support/inVm/pulsePlan.ts'
import type { ShownPower } from './support/inVm/shownPower.ts'
import { median } from './support/median.ts'

const here = isAvailable('gpiovm') && isAvailable('mosquitto') && isAvailable('pymodbus')

describe.skipIf(!here)('the program with pulse meters on real pins and a meter behind a real USB adapter', () => {
  let vm: VmOutcome
  /** What the script has left, as an object. */
  const left = (name: string) => Object(vm.left(name))
  beforeAll(async () => {
    vm = await runInVm({ script: 'pulseProgram', clock: 'virtual', timeoutMs: 400_000 })
    if (vm.exitCode !== 0) process.stderr.write(`--- the program printed:\n${String(vm.left('printed'))}---\n`)
  }, 420_000)

  it('runs the script to its end, with no fault of the program', () => {
    expect(vm).toMatchObject({ exitCode: 0, output: '' })
    expect(vm.left('printed')).not.toMatch(/ERROR|FATAL|fault of this program/)
  })

  it('counts to the pulse at 1 Hz, 2 Hz, 20 Hz and eight times 16.7 Hz, inverted or not, import and export', () => {
    expect(vm.left('totals')).toEqual(sent)
  })

  it.each(['steady', 'quick'])('shows the power within 0.1 % from the second pulse on (%s)', (id) => {
    const power: ShownPower = left('power')[id]
    process.stdout.write(`pulse, ${id}: ${JSON.stringify(power)}; latest edge ${left('power').worstLateMs} ms late\n`)
    expect(power.early).toBe(0)
    expect(power.shownW.length).toBeGreaterThan(0)
    expect(power.errorPercent).toBeLessThan(0.1)
    // By the plan: single pulses may have been played late.
    const plannedW = id === 'steady' ? 3_600 : 72_000
    expect(Math.abs(median(power.shownW) / plannedW - 1)).toBeLessThan(0.01)
  })

  it('shows what is fed in as negative power, once it no longer flows the other way', () => {
    const powersW: number[] = left('grid')
    const turn = powersW.findIndex((watts) => watts < 0)
    expect(turn).toBeGreaterThan(0)
    expect(powersW.slice(turn).every((watts) => watts < 0)).toBe(true)
  })

  it('counts neither bounces nor spikes, and tells how many spikes there were', () => {
    expect(vm.left('bouncing')).toMatchObject({ energy: 0.01, rejected_pulses: 10, lost_edges: 0, problem: false })
  })

  it('names who holds a pin that is taken, and the pins there are where one does not exist', () => {
    expect(vm.left('refused')).toEqual({
      taken: ['pin 20 is in use by garden pump: end it there, or wire the device to another pin'],
      missing: ['there is no pin 60: pinctrl-rp1 (/dev/gpiochip0) has 0 to 53'],
    })
  })

  it('says that a chip was removed, finds it again by itself, and counts on from the total', () => {
    expect(left('removal').steady.filter(Boolean)).toEqual(['pin 4 has gone: its GPIO chip was removed'])
    expect(left('removal').steady.at(-1)).toBe(null)
    expect(left('removal').totals).toEqual({ ...sent, 'steady.energy': 0.009, 'lit.energy': 0.032 })
  })

  it('counts on after a restart, a pulse that lasts over it once, and takes a pin that has become free', () => {
    expect(left('restart')).toMatchObject({
      totals: { ...sent, 'steady.energy': 0.012, 'lit.energy': 0.04, 'boiler.energy': 1.015 },
      taken: true,
    })
  })

  it("counts on from the meter's own reading that was set", () => {
    expect(vm.left('set')).toEqual({ 'steady.energy': 5000.502, 'lit.energy': 0.048 })
  })

  it('ends in time, in the middle of a pulse and with silent inputs', () => {
    for (const stop of [left('restart').stop, left('stop')]) {
      expect(stop).toEqual({ exitCode: 0, ms: expect.any(Number) })
      expect(stop.ms).toBeLessThan(2_000)
    }
  })

  it('finds a meter by the path of its USB adapter whenever that is plugged in, and goes on with its energy', () => {
    const away = 'there is no port /dev/serial/by-id/usb-Test_Adapter_M1-if00: is the adapter plugged in? /dev/serial/by-id lists none'
    expect(left('adapter').names).toEqual(['/dev/ttyACM0', '/dev/ttyACM1'])
    expect(left('adapter').shown).toEqual([1, 1.01, 1.015])
    const reasons: (string | null)[] = left('adapter').reasons
    expect(reasons[0]).toBe(away)
    expect(reasons.at(-1)).toBe(null)
    // The first one of the second time depends on whether a request was under way.
    const second = reasons.slice(reasons.indexOf(null) + 1).filter((reason) => reason !== null)
    expect(second.length).toBeGreaterThan(0)
    for (const reason of second) expect(reason).toMatch(/there is no port|broke|closed|does not answer/)
  })
})
