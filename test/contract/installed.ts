import type { DeviceKind } from '../../src/drivers/index.ts'
import type { Slave } from '../../src/hardware/simulated/slave.ts'
import { simulatedHouse } from '../../src/simulation/house.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { slaveBuses } from '../support/slaveBuses.ts'
import { emptyMemory, runOnTestLine } from '../support/testLine.ts'
import { leastSettings } from './samples.ts'

/** A device of this kind with its simulated chip in the simulated house, on a summer's noon; `spoiled` may come between the chip and its wires. */
export function installed(kind: DeviceKind, spoiled: (slave: Slave) => Slave = (slave) => slave) {
  const { driver } = kind
  const clock = fakeClock()
  const modbus = slaveBuses(clock)
  const serial = { attach: (port: string, slave: Slave) => modbus.wires.serial.attach(port, spoiled(slave)) }
  const settings = driver.settings.parse(leastSettings[driver.kind])
  kind.simulate(settings, { circuit: simulatedHouse().circuit('house'), wires: { serial }, clock })
  const memory = emptyMemory()
  return { clock, memory, run: () => runOnTestLine(driver, settings, { modbus }, clock, memory) }
}
