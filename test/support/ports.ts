import type { Ports } from '../../src/drivers/driver.ts'

const unused = (name: keyof Ports) => (): never => {
  throw new Error(`the port ${name} is used, but the test has none`)
}

/** The ports of a device that uses no more than these. */
export const portsOf = (given: Partial<Ports>): Ports => ({
  modbus: { device: unused('modbus') },
  spi: { sample: unused('spi') },
  gpio: { input: unused('gpio'), output: unused('gpio'), waves: unused('gpio') },
  sources: { open: unused('sources') },
  ...given,
})
