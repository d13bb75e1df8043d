import { describe, expect, it } from 'vitest'
import { labelByDeviceTree, pigpioInputRefusal, pigpioRefusal } from '../../../../src/hardware/linux/gpio/board.ts'

const missing = (): never => {
  throw new Error('ENOENT')
}

describe('the label of the chip by the name of the board', () => {
  it.each([
    ['raspberrypi,5-model-b\0brcm,bcm2712\0', 'pinctrl-rp1'],
    ['raspberrypi,4-model-b\0brcm,bcm2711\0', 'pinctrl-bcm2711'],
    ['raspberrypi,3-model-b\0brcm,bcm2837\0', 'pinctrl-bcm2835'],
    ['raspberrypi,2-model-b\0brcm,bcm2836\0', 'pinctrl-bcm2835'],
    ['raspberrypi,model-zero-w\0brcm,bcm2835\0', 'pinctrl-bcm2835'],
    ['rockchip,rk3566\0', null],
  ])('%j is %s', (compatible, label) => {
    expect(labelByDeviceTree((path) => (path === '/proc/device-tree/compatible' ? compatible : ''))).toBe(label)
  })

  it('is not known where there is no device tree', () => {
    expect(labelByDeviceTree(missing)).toBeNull()
  })
})

describe('what pigpio wants', () => {
  const refusal = 'pigpio needs /dev/mem and the capability SYS_RAWIO: run the program as root, or reinstall the app, on a Pi up to the 4'
  const status = (capabilities: string) => () => `Name:\tnode\nCapPrm:\t000001ffffffffff\nCapEff:\t${capabilities}\n`

  it.each([
    ['root', status('000001ffffffffff'), true, null],
    ['just the one capability', status('0000000000020000'), true, null],
    ['all capabilities but that one', status('000001fffffdffff'), true, refusal],
    ['no /dev/mem', status('000001ffffffffff'), false, refusal],
    ['no /proc', missing, true, refusal],
  ])('with %s', (_, read, mayUse, told) => {
    expect(pigpioRefusal(read, (path) => path === '/dev/mem' && mayUse)).toBe(told)
  })
})

describe('inputs of pigpio', () => {
  it('want to write to /dev', () => {
    expect(pigpioInputRefusal((path) => path === '/dev')).toBeNull()
    expect(pigpioInputRefusal(() => false)).toBe('pigpio cannot make its pipes in /dev: use backend: character-device for inputs')
  })
})
