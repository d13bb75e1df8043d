import { isAvailable } from '../tools/parts.mjs'
import { constantLoadErrorPercent, ourMeter, settleMs, windowMeter } from './pulse/accuracy.ts'
import { inputs, rateHz } from './pulse/load.ts'
import { naiveCost, ourCost } from './pulse/cost.ts'

/**
 * Eight inputs of 1 000 pulses a second each: what is lost between the kernel and the totals (in the virtual machine with its own time),
 * what that costs (here, from buffers as the kernel gives them, in real time), and how true the power of an ordinary meter is. Beside it
 * what is usual: pulses counted in a callback, their number in each 10 s taken for the power.
 */
export async function run(): Promise<object> {
  const ours = await ourCost()
  const naive = await naiveCost()
  return {
    inputs,
    rate_hz: rateHz,
    lost: isAvailable('gpiovm') ? await lostInVm() : null,
    ...ours,
    power_error_pct_at_constant_load: constantLoadErrorPercent(ourMeter),
    settle_ms_after_step: settleMs(ourMeter),
    alternative: {
      inputs,
      rate_hz: rateHz,
      lost: null,
      ...naive,
      power_error_pct_at_constant_load: constantLoadErrorPercent(windowMeter),
      settle_ms_after_step: settleMs(windowMeter),
    },
  }
}

/** Pulses that were played and did not reach a total. */
async function lostInVm(): Promise<number | null> {
  const { runInVm } = await import('../test/system/support/gpioVm.ts')
  const vm = await runInVm({
    script: 'pulseMeters',
    clock: 'virtual',
    timeoutMs: 600_000,
    env: { METERS: String(inputs), RATE_HZ: String(rateHz) },
  })
  const counted = vm.left('counted')
  if (vm.exitCode !== 0 || typeof counted !== 'object' || counted === null) throw new Error(`the virtual machine failed:\n${vm.output}`)
  return 'played' in counted && 'pulses' in counted ? Number(counted.played) - Number(counted.pulses) : null
}
