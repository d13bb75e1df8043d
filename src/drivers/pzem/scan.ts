import { DeviceError } from '../../entities/errors.ts'
import { Garbled, ModbusException, Silence, type ModbusBuses, type ModbusDevice } from '../../protocols/modbus/modbus.ts'
import { Meter } from './meter.ts'
import { addressRegister, decodeSingle, generalAddress, highestAddress, type Measurement } from './registers.ts'

/** What answers at an address: a meter with its values, or something else with a sentence about it. */
export type Found =
  | { readonly address: number; readonly measurement: Measurement; readonly alarmThresholdW: number | null }
  | { readonly address: number; readonly problem: string }

/** A bus that is looked through, until the signal. */
export interface ScannedBus {
  readonly buses: ModbusBuses
  readonly port: string
  readonly signal: AbortSignal
}

/** These meters begin to answer within some 50 ms; with the wire's time 247 addresses take 50 s. */
const answerWithinMs = 180

/** Asks each address from 1 to 247 in turn; `progress` follows each with what was found there, if anything. Rejects when the line breaks or the signal ends it. */
export async function scan(bus: ScannedBus, progress: (address: number, found: Found | null) => void): Promise<Found[]> {
  const all: Found[] = []
  for (let address = 1; address <= highestAddress; address++) {
    bus.signal.throwIfAborted()
    const found = await look(bus, address)
    if (found !== null) all.push(found)
    progress(address, found)
  }
  return all
}

/**
 * Gives a meter another address, verified by reading it back there. `from` may be 248, to which a single meter on its bus
 * answers whatever its address is. Rejects with a DeviceError that says why not, and then nothing has been written unless it says so.
 */
export async function changeAddress(bus: ScannedBus, from: number, to: number): Promise<void> {
  const allowed = Number.isInteger(to) && to >= 1 && to <= highestAddress && from !== to
  if (!allowed) throw new DeviceError(`${to} is no new address for a meter: allowed is 1 to ${highestAddress}, other than ${from}`)
  const before = await look(bus, from)
  if (before === null) throw new DeviceError(`nothing answers at address ${from}: the meter needs mains voltage to answer`)
  if ('problem' in before)
    throw new DeviceError(`at address ${from} ${before.problem}${from === generalAddress ? '; is it the only one on the bus?' : ''}`)
  if ((await look(bus, to)) !== null) throw new DeviceError(`something answers at address ${to} already: nothing was changed`)
  await unanswered(device(bus, from).writeHolding(addressRegister, to))
  if (!(await answersAs(device(bus, to), to)))
    throw new DeviceError(`address ${to} was written to the meter at ${from}, but it does not answer there`)
}

const device = ({ buses, port, signal }: ScannedBus, address: number): ModbusDevice =>
  buses.device(port, address, signal, { timeoutMs: answerWithinMs })

async function look(bus: ScannedBus, address: number): Promise<Found | null> {
  const meter = new Meter(device(bus, address), () => undefined)
  try {
    const measurement = await meter.measure()
    return { address, measurement, alarmThresholdW: await thresholdOf(meter) }
  } catch (error) {
    if (error instanceof Silence) return null
    if (error instanceof Garbled) return { address, problem: 'several devices answer, or the replies arrive damaged' }
    if (error instanceof ModbusException)
      return { address, problem: `a device answers that is no PZEM-016, 014 or 004T v3 (exception ${error.code})` }
    throw error
  }
}

const thresholdOf = (meter: Meter): Promise<number | null> =>
  meter.alarmThresholdW().catch((error: unknown) => {
    if (error instanceof Silence || error instanceof Garbled || error instanceof ModbusException) return null
    throw error
  })

/** Whether the write was understood the reading afterwards tells; a refusal is told at once. */
const unanswered = (writing: Promise<void>): Promise<void> =>
  writing.catch((error: unknown) => {
    if (!(error instanceof Silence || error instanceof Garbled)) throw error
  })

const answersAs = (at: ModbusDevice, address: number): Promise<boolean> =>
  at.readHolding(addressRegister, 1).then(
    (registers) => decodeSingle(registers) === address,
    (error: unknown) => {
      if (error instanceof Silence || error instanceof Garbled) return false
      throw error
    },
  )
