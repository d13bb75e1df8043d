import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { simulatedSerialBus } from '../../../src/hardware/simulated/serialBus.ts'
import { modbusBuses } from '../../../src/protocols/modbus/buses.ts'
import { Garbled, type ModbusDevice, Silence } from '../../../src/protocols/modbus/modbus.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { cut, faultyLines, flipped, followed, inPieces, late, lost, noFault, preceded, replaced } from '../../support/faultyLines.ts'
import { withCrc } from '../../support/modbusFrames.ts'
import { played } from '../../support/played.ts'
import { registerSlave, registersOf } from '../../support/registerSlave.ts'

const addresses = [1, 2, 3, 4, 5, 6, 7, 8]
const count = 2
const faultyAddresses = new Set(addresses.slice(0, 4))

/** A reply of this address to a request for a register that nobody ever asks. */
const foreign = (address: number) => withCrc(address, 4, 2 * count, 0xee, 0xee, 0xee, 0xee)

const fault = fc.oneof(
  { weight: 4, arbitrary: fc.constant(noFault) },
  fc.constant(lost),
  fc.nat({ max: 80 }).map(flipped),
  fc.nat({ max: 8 }).map(cut),
  // What an address says may come until a second after the request; a frame tells no more than its address.
  fc.integer({ min: 1, max: 900 }).map(late),
  fc.constantFrom(...addresses.slice(4)).map((address) => replaced(foreign(address))),
  fc.constantFrom(...addresses.slice(4)).map((address) => followed(foreign(address))),
  fc.uint8Array({ minLength: 1, maxLength: 6 }).map(preceded),
  fc.record({ size: fc.integer({ min: 1, max: 8 }), everyMs: fc.nat({ max: 25 }) }).map(({ size, everyMs }) => inPieces(size, everyMs)),
)

type Outcome = 'right' | 'wrong' | 'silent' | 'garbled'

async function outcome(device: ModbusDevice, address: number, register: number): Promise<Outcome> {
  try {
    const words = await device.readInput(register, count)
    return isDeepStrictEqual(words, registersOf(address, register, count)) ? 'right' : 'wrong'
  } catch (error) {
    if (error instanceof Silence) return 'silent'
    if (error instanceof Garbled) return 'garbled'
    throw error
  }
}

test('whatever happens to the replies of some: no reply is ever taken for another, and those who are well are read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 10, maxLength: 30 }), async (faults) => {
      const clock = fakeClock()
      const bus = simulatedSerialBus(clock)
      for (const address of addresses) bus.attach('bus', registerSlave(address))
      const lines = faultyLines(bus, clock)
      let at = 0
      lines.fault = (bytes) => (faultyAddresses.has(bytes[0] ?? 0) ? (faults[at++ % faults.length] ?? noFault)(bytes) : noFault(bytes))
      const buses = modbusBuses(lines, clock)
      const stop = new AbortController()

      async function poll(address: number): Promise<Outcome[]> {
        const device = buses.device('bus', address, stop.signal)
        const outcomes: Outcome[] = []
        for (let register = 0; register < 12; register++) outcomes.push(await outcome(device, address, register))
        return outcomes
      }

      const outcomes = await played(clock, Promise.all(addresses.map(poll)), 120_000, 100)
      expect(new Set(outcomes.slice(0, 4).flat())).not.toContain('wrong')
      expect(new Set(outcomes.slice(4).flat())).toEqual(new Set(['right']))
    }),
    { numRuns: 50 },
  )
}, 60_000)
