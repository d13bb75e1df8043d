import { describe, expect, it } from 'vitest'
import { errnoName, transferError } from '../../../src/hardware/linux/spiErrors.ts'

const failure = (message: string, code?: string) => Object.assign(new Error(message), code === undefined ? {} : { code })

describe('the name of an error of the system', () => {
  it.each([
    [failure('no such device', 'ENODEV'), 'ENODEV'],
    [failure('transport endpoint shutdown', ''), 'ESHUTDOWN'],
    [failure('something else', ''), ''],
    [failure('no code'), null],
    ['no error', null],
  ])('of %s is %s', (error, name) => {
    expect(errnoName(error)).toBe(name)
  })

  it('makes a sentence of a controller that was removed, for which spi-device has no name', () => {
    expect(transferError('/dev/spidev0.0', 32, failure('transport endpoint shutdown', '')).message).toBe(
      '/dev/spidev0.0 has gone: was its overlay removed, or SPI disabled?',
    )
  })
})
