import { processors } from '../../src/compose/processors.ts'
import type { DeviceKind } from '../../src/drivers/index.ts'
import { simulatedGpio, type PinDriver } from '../../src/hardware/simulated/gpio.ts'
import type { Slave } from '../../src/hardware/simulated/slave.ts'
import { simulatedSpiBus } from '../../src/hardware/simulated/spiBus.ts'
import type { SpiChip } from '../../src/hardware/simulated/spiChip.ts'
import { simulatedHouse } from '../../src/simulation/house.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { slaveBuses } from '../support/slaveBuses.ts'
import { emptyMemory, runOnTestLine } from '../support/testLine.ts'
import { leastSettings } from './samples.ts'

/** What may come between a simulated chip and its wires. */
export interface Spoiled {
  slave?: (slave: Slave) => Slave
  chip?: (chip: SpiChip) => SpiChip
  pin?: (driver: PinDriver) => PinDriver
}

const as = <T>(whole: T) => whole

/** A device of this kind with its simulated chip in the simulated house, on a summer's noon. */
export function installed(kind: DeviceKind, { slave = as, chip = as, pin = as }: Spoiled = {}) {
  const { driver } = kind
  const clock = fakeClock()
  const modbus = slaveBuses(clock)
  const spi = simulatedSpiBus(clock, processors)
  const gpio = simulatedGpio(clock)
  const wires = {
    serial: { attach: (port: string, device: Slave) => modbus.wires.serial.attach(port, slave(device)) },
    spi: { attach: (device: string, attached: SpiChip) => spi.attach(device, chip(attached)) },
    gpio: { attach: (number: number, wired: PinDriver) => gpio.attach(number, pin(wired)) },
  }
  const settings = driver.settings.parse(leastSettings[driver.kind])
  const house = simulatedHouse()
  kind.simulate(settings, { circuit: house.circuit('house'), circuitNamed: () => null, wires, clock })
  const memory = emptyMemory()
  return { clock, memory, run: () => runOnTestLine(driver, settings, { modbus, spi, gpio }, clock, { memory }) }
}
