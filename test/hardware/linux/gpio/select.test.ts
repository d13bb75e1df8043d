import { describe, expect, it, onTestFinished } from 'vitest'
import { type Kernel } from '../../../../src/hardware/linux/gpio/kernel.ts'
import { NoPigpio, type PigpioLibrary } from '../../../../src/hardware/linux/gpio/pigpioLibrary.ts'
import { type GpioParts, selectedGpio } from '../../../../src/hardware/linux/gpio/select.ts'
import type { GpioSettings } from '../../../../src/settings/settings.ts'
import { fakeClock } from '../../../support/fakeClock.ts'
import { fakeGpioKernel } from '../../../support/fakeGpioKernel.ts'
import { fakeLineThreads } from '../../../support/fakeLineThreads.ts'
import { FakePigpio } from '../../../support/fakePigpio.ts'

const wanted = { pin: 17, bias: 'up', steadyUs: 0, consumer: 'house' } as const
const auto: GpioSettings = { backend: 'auto', chip: null }

/** A machine with these parts, and where a pin was opened in the end. */
function machine(
  label: string | null,
  { settings = auto, ...parts }: Partial<Omit<GpioParts, 'settings'>> & { settings?: GpioSettings } = {},
) {
  const kernel = fakeGpioKernel(
    label === null ? {} : { '/dev/gpiochip0': { name: 'gpiochip0', label, lines: 58, consumers: new Map([[8, 'spi0 CS0']]) } },
  )
  const library = new FakePigpio()
  const threads = fakeLineThreads(kernel)
  const end = new AbortController()
  onTestFinished(() => {
    end.abort(new Error('over'))
    library.remove()
  })
  const told: string[] = []
  const asked: string[] = []
  const gpio = selectedGpio({
    settings: () => settings,
    clock: fakeClock(),
    kernel: async (): Promise<Kernel> => (asked.push('kernel'), kernel),
    lineThread: threads.start,
    pigpio: async (): Promise<PigpioLibrary> => (asked.push('pigpio'), library),
    inputRefusal: () => null,
    boardLabel: () => null,
    tell: (sentence) => told.push(sentence),
    ...parts,
  })
  const open = async (pin = 17) => {
    await gpio.input({ ...wanted, pin }, end.signal)
    return kernel.lines.size > 0 ? 'character device' : 'pigpio'
  }
  return { gpio, kernel, library, end, open, told, asked }
}

const none = (reason: string) => async () => {
  throw new NoPigpio(reason)
}
const noKoffi = async () => {
  throw new Error('Cannot find package koffi\nRequire stack: none')
}

describe('the backend of the pins', () => {
  it('is not loaded before a pin is asked for', () => {
    expect(machine('pinctrl-bcm2711').asked).toEqual([])
  })

  it.each([
    ['pinctrl-rp1', 'character device'],
    ['pinctrl-bcm2711', 'pigpio'],
    ['pinctrl-bcm2835', 'pigpio'],
    ['gpio-of-another-board', 'character device'],
  ])('on a board whose chip is called %s is the %s', async (label, backend) => {
    expect(await machine(label).open()).toBe(backend)
  })

  it('is the character device for inputs, without a word, where pigpio cannot tell edges, and still pigpio for outputs', async () => {
    const { open, told, gpio, library, end } = machine('pinctrl-bcm2711', { inputRefusal: () => 'no pipes' })
    expect(await open()).toBe('character device')
    expect(told).toEqual([])
    await gpio.output(5, 1, 'led', end.signal)
    expect(library.calls).toContain('write 5 1')
  })

  it('that the settings ask for is refused for an input where it cannot tell edges', async () => {
    const { open } = machine('pinctrl-bcm2711', { settings: { backend: 'pigpio', chip: null }, inputRefusal: () => 'no pipes' })
    await expect(open()).rejects.toThrow(expect.objectContaining({ name: 'DeviceError', message: 'no pipes' }))
  })

  it('is pigpio for outputs too', async () => {
    const { gpio, library, end } = machine('pinctrl-bcm2711')
    await gpio.output(5, 1, 'led', end.signal)
    expect(library.calls).toContain('write 5 1')
  })

  it.each([
    ['is the character device on a Pi 5', 'pinctrl-rp1', {}],
    ['stands in on a Pi 4 where pigpio is missing', 'pinctrl-bcm2711', { pigpio: none('it is not installed') }],
  ])('for outputs that are driven together %s', async (_, label, parts) => {
    const { gpio, kernel, end, told } = machine(label, parts)
    const player = await gpio.waves({ pins: [5, 6], consumer: 'gauges' }, () => null, end.signal)
    expect([player.exact, kernel.lines.size, told.length]).toEqual([false, 1, label === 'pinctrl-rp1' ? 0 : 1])
  })

  it('is the character device where pigpio is missing, which is told once', async () => {
    const { open, told } = machine('pinctrl-bcm2711', { pigpio: none('it is not installed') })
    expect([await open(17), await open(18)]).toEqual(['character device', 'character device'])
    expect(told).toEqual(['the GPIO character device is used instead of pigpio: it is not installed'])
  })

  it('is the character device where pigpio does not start', async () => {
    const { open, library, told } = machine('pinctrl-bcm2711')
    library.refuses = true
    expect(await open()).toBe('character device')
    expect(told).toEqual([expect.stringContaining('is pigpiod running')])
  })

  it('stays the same where a pin is refused: the other one would not do better', async () => {
    const { open, kernel, told } = machine('pinctrl-bcm2711')
    await expect(open(8)).rejects.toThrow('pin 8 is in use by spi0 CS0')
    expect([kernel.lines.size, told]).toEqual([0, []])
  })

  it.each([
    ['pinctrl-rp1', 'pigpio', 'pigpio'],
    ['pinctrl-bcm2711', 'character-device', 'character device'],
  ] as const)('on %s is %s where the settings say so', async (label, backend, opened) => {
    expect(await machine(label, { settings: { backend, chip: null } }).open()).toBe(opened)
  })

  it('is missed in a sentence where the settings ask for pigpio and it is not there', async () => {
    const { open } = machine('pinctrl-rp1', { settings: { backend: 'pigpio', chip: null }, pigpio: none('it is not installed') })
    await expect(open()).rejects.toThrow(
      expect.objectContaining({ name: 'DeviceError', message: 'pigpio cannot be used: it is not installed' }),
    )
  })

  it('follows from the chip of the settings', async () => {
    const { open } = machine('pinctrl-bcm2711', { settings: { backend: 'auto', chip: '/dev/gpiochip0' } })
    expect(await open()).toBe('pigpio')
    const other = machine('pinctrl-bcm2711', { settings: { backend: 'auto', chip: 'pinctrl-rp1' }, boardLabel: () => 'pinctrl-bcm2711' })
    await expect(other.open()).rejects.toThrow('no GPIO chip has the label pinctrl-rp1')
  })

  it('is pigpio by the name of the board where koffi does not load, as on a Pi Zero', async () => {
    expect(await machine(null, { kernel: noKoffi, boardLabel: () => 'pinctrl-bcm2835' }).open()).toBe('pigpio')
  })

  it('is pigpio by the name of the board where the app is given no chip', async () => {
    expect(await machine(null, { boardLabel: () => 'pinctrl-bcm2711' }).open()).toBe('pigpio')
  })

  it('is missed in a sentence where neither is there', async () => {
    await expect(machine(null, { kernel: noKoffi }).open()).rejects.toThrow(
      expect.objectContaining({
        name: 'DeviceError',
        message:
          'GPIO cannot be used: the optional package koffi does not load on this machine (Cannot find package koffi); it is made for 64-bit systems and for 32-bit ARMv7 with glibc',
      }),
    )
    await expect(machine(null).open()).rejects.toThrow('this machine has no GPIO chip')
  })

  it('is looked for again after it could not be loaded', async () => {
    const missing = [noKoffi, noKoffi]
    const { kernel } = machine('pinctrl-rp1')
    const { gpio, end } = machine('pinctrl-rp1', { kernel: () => (missing.pop() ?? (async () => kernel))() })
    await expect(gpio.input(wanted, end.signal)).rejects.toThrow('koffi does not load')
    await gpio.input(wanted, end.signal)
    expect(kernel.lines.size).toBe(1)
  })
})
