import { pzem } from '../../../src/drivers/pzem/pzem.ts'
import { pzemSettings } from '../../../src/drivers/pzem/settings.ts'
import { SimulatedPzem, type SimulatedPzemOptions } from '../../../src/drivers/pzem/simulated.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { faulty } from '../../support/faultySlave.ts'
import { slaveBuses } from '../../support/slaveBuses.ts'
import { steadyCircuit } from '../../support/steadyCircuit.ts'
import { emptyMemory, runOnTestLine } from '../../support/testLine.ts'

const port = '/dev/ttyUSB0'

/** A simulated bus with one meter at address 1, and the driver to run on it. */
export function onBus(chipOptions: Partial<SimulatedPzemOptions> = {}) {
  const clock = fakeClock()
  const circuit = steadyCircuit()
  const buses = slaveBuses(clock)
  const slave = faulty(new SimulatedPzem({ address: 1, circuit, clock, energyWh: 5000, ...chipOptions }))
  const detach = buses.wires.serial.attach(port, slave)
  const memory = emptyMemory()
  const run = (settings: Record<string, unknown> = {}) =>
    runOnTestLine(pzem, pzemSettings.parse({ port, ...settings }), { modbus: buses }, clock, { memory })
  const seconds = (s: number) => clock.advance(s * 1000)
  const totalKwh = () => memory.totals.get('energy')
  return { clock, circuit, buses, slave, detach, memory, run, seconds, totalKwh, port }
}
