import { describe, expect, it } from 'vitest'
import { findChip } from '../../../../src/hardware/linux/gpio/chips.ts'
import { fakeGpioKernel } from '../../../support/fakeGpioKernel.ts'

const chip = (name: string, label: string, lines: number) => ({ name, label, lines })
const rp1 = chip('gpiochip4', 'pinctrl-rp1', 54)
const bcm2711 = chip('gpiochip0', 'pinctrl-bcm2711', 58)
const bcm2835 = chip('gpiochip0', 'pinctrl-bcm2835', 54)
const expander = chip('gpiochip1', 'raspberrypi-exp-gpio', 8)
const large = chip('gpiochip2', 'soc', 100)

describe('the chip of the board', () => {
  it.each([
    ['a Pi 5', { '/dev/gpiochip0': large, '/dev/gpiochip4': rp1 }, 'pinctrl-rp1'],
    ['a Pi 4', { '/dev/gpiochip0': bcm2711, '/dev/gpiochip1': expander, '/dev/gpiochip2': large }, 'pinctrl-bcm2711'],
    ['a Pi 3', { '/dev/gpiochip0': expander, '/dev/gpiochip1': bcm2835 }, 'pinctrl-bcm2835'],
    ['another board, that with the most lines', { '/dev/gpiochip0': expander, '/dev/gpiochip2': large }, 'soc'],
    ['a machine with one chip', { '/dev/gpiochip1': expander }, 'raspberrypi-exp-gpio'],
  ])('is found on %s by its label, not by its number', (_, chips, label) => {
    const kernel = fakeGpioKernel(chips)
    expect(findChip(kernel, null).label).toBe(label)
    expect(kernel.descriptors.size).toBe(0)
  })

  it('has one name where it has two', () => {
    const kernel = fakeGpioKernel({ '/dev/gpiochip10': rp1, '/dev/gpiochip4': rp1 })
    expect(findChip(kernel, null).path).toBe('/dev/gpiochip4')
    expect(() => findChip(kernel, 'other')).toThrow(/there is pinctrl-rp1 \(\/dev\/gpiochip4\)$/)
  })

  it('is the one that the settings name, by its label or its device', () => {
    const kernel = fakeGpioKernel({ '/dev/gpiochip1': expander, '/dev/gpiochip4': rp1 })
    expect(findChip(kernel, 'raspberrypi-exp-gpio').path).toBe('/dev/gpiochip1')
    expect(findChip(kernel, '/dev/gpiochip1')).toEqual({ path: '/dev/gpiochip1', ...expander })
  })

  it('is found beside one that this program may not use', () => {
    const kernel = fakeGpioKernel({ '/dev/gpiochip0': { ...large, refuses: 'EACCES' }, '/dev/gpiochip4': rp1 })
    expect(findChip(kernel, null).label).toBe('pinctrl-rp1')
  })

  it.each([
    [
      'there is none',
      {},
      null,
      'this machine has no GPIO chip (/dev/gpiochip*), or it may not be used: where this is the app of Home Assistant, install it again: its configuration gives it the pins',
    ],
    ['none has the label', {}, 'pinctrl-rp1', 'no GPIO chip has the label pinctrl-rp1: there are none'],
    [
      'it is not there',
      {},
      '/dev/gpiochip9',
      'there is no /dev/gpiochip9: remove "chip" below "gpio" in the settings, and the board\'s own is found',
    ],
    ...['EACCES', 'EPERM'].map(
      (refuses) =>
        [
          `it may not be used (${refuses})`,
          { '/dev/gpiochip0': { ...rp1, refuses } },
          null,
          'no permission to use /dev/gpiochip0: add the user to the group gpio (sudo usermod -aG gpio USER, then log in again), or, where this is the app of Home Assistant, install it again: its configuration gives it the pins',
        ] as const,
    ),
    [
      'it is none',
      { '/dev/gpiochip0': { ...rp1, refuses: 'ENOTTY' } },
      '/dev/gpiochip0',
      '/dev/gpiochip0 is no GPIO chip of Linux 5.10 or later',
    ],
    ['it fails', { '/dev/gpiochip0': { ...rp1, refuses: 'EMFILE' } }, null, '/dev/gpiochip0 cannot be opened: EMFILE'],
  ] as const)('is missed in a sentence where %s', (_, chips, wanted, sentence) => {
    expect(() => findChip(fakeGpioKernel(chips), wanted)).toThrow(expect.objectContaining({ name: 'DeviceError', message: sentence }))
  })
})
