import { beforeAll, describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { runInVm, type VmOutcome } from './support/gpioVm.ts'

describe.skipIf(!isAvailable('gpiovm'))('the virtual machine with GPIO and USB', () => {
  let vm: VmOutcome
  beforeAll(async () => {
    vm = await runInVm({ script: 'chipAndAdapter', clock: 'virtual', timeoutMs: 150_000 })
    process.stdout.write(`virtual machine, seconds of its own: ${JSON.stringify(vm.left('durations'))}\n`)
  })

  it('runs the script to its end', () => {
    expect(vm).toMatchObject({ exitCode: 0, output: '' })
  })

  it('has a GPIO chip with the label that the board gives it', () => {
    expect(vm.left('chips')).toEqual([expect.stringMatching(/^gpiochip0: GPIOs 512-565, .*, pinctrl-rp1\b/)])
  })

  it('moves lines, one at a time and by a list of edges', () => {
    expect(vm.left('lines')).toEqual({ atRest: 0, pulledUp: 1, pulledDown: 0 })
    expect(vm.left('played')).toMatchObject({ edges: 12, levels: [1, 1] })
  })

  it('loses the chip and gets it back', () => {
    expect(vm.left('removed')).toEqual({ there: [true, false, true], lineMoves: true })
  })

  it('has a USB serial adapter that is found by the same path however often it is plugged', () => {
    expect(vm.left('adapter')).toEqual({
      byId: '/dev/serial/by-id/usb-Test_Adapter_M1-if00',
      there: [false, true, false],
      received: ['first', 'again'],
    })
  })

  it('keeps up with 16 000 edges a second', () => {
    // One that does not keep up is later with every edge; a pause of this machine makes all wait for as long.
    expect(vm.left('full rate')).toEqual({ edges: 8_000, worstLateMs: expect.toSatisfy((ms: number) => ms < 200) })
  })
})
