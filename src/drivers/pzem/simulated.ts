import type { Slave } from '../../hardware/simulated/slave.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Circuit } from '../../simulation/circuit.ts'
import { Metering, type MeteringState } from '../../simulation/metering.ts'
import type { Site } from '../../simulation/site.ts'
import { models, type Model } from './models.ts'
import { addressRegister, alarmThresholdRegister, energyModulusWh, generalAddress, highestAddress, highestThresholdW } from './registers.ts'
import type { PzemSettings } from './settings.ts'

/** Installs the meter of these settings; the function that is returned takes it away. */
export const simulatePzem = ({ port, address, model }: PzemSettings, { circuit, wires, clock }: Site): (() => void) =>
  wires.serial.attach(port, new SimulatedPzem({ address, circuit, clock, model: models[model] }))

export interface SimulatedPzemOptions {
  address: number
  circuit: Circuit
  clock: Clock
  model?: Model
  /** What the register shows to begin with. */
  energyWh?: number
}

const broadcastAddress = 0
const functions = { readHolding: 0x03, readInput: 0x04, writeHolding: 0x06, resetEnergy: 0x42 } as const
const illegal = { function: 1, address: 2, value: 3 } as const

/** The chip of a PZEM as it is on the wire: whole requests in, whole replies out. Written from the datasheet, not from the driver. */
export class SimulatedPzem implements Slave {
  readonly #metering: Metering
  readonly #startingCurrentA: number
  #address: number
  #thresholdW: number

  constructor({ address, circuit, clock, model = models['pzem-016'], energyWh = 0 }: SimulatedPzemOptions) {
    this.#address = address
    this.#startingCurrentA = model.startingCurrentA
    this.#thresholdW = model.currentA * 230
    this.#metering = new Metering(circuit, clock, energyWh)
  }

  answer(request: Uint8Array): Uint8Array | null {
    const [address, code] = request
    if (address === undefined || code === undefined || request.length < 4 || checksum(request) !== 0) return null
    const state = this.#metering.look()
    if (state === null || ![this.#address, generalAddress, broadcastAddress].includes(address)) return null
    const body = this.#serve(code, request.subarray(2, -2), state)
    return address === broadcastAddress ? null : framed(Uint8Array.of(address, ...body))
  }

  /** Function and data of the reply. */
  #serve(code: number, data: Uint8Array, state: MeteringState): Uint8Array {
    if (code === functions.resetEnergy) {
      if (data.length > 0) return exception(code, illegal.value)
      this.#metering.resetEnergy()
      return Uint8Array.of(code)
    }
    if (data.length !== 4) return exception(code, illegal.function)
    const words = new DataView(data.buffer, data.byteOffset)
    const [register, argument] = [words.getUint16(0), words.getUint16(2)]
    if (code === functions.readInput) return this.#read(code, this.#inputRegisters(state), 0, register, argument)
    if (code === functions.readHolding)
      return this.#read(code, [this.#thresholdW, this.#address], alarmThresholdRegister, register, argument)
    if (code === functions.writeHolding) return this.#write(register, argument) ?? Uint8Array.of(code, ...data)
    return exception(code, illegal.function)
  }

  #read(code: number, registers: readonly number[], first: number, register: number, count: number): Uint8Array {
    if (count < 1 || count > 125) return exception(code, illegal.value)
    const wanted = registers.slice(Math.max(register - first, 0), register - first + count)
    if (register < first || wanted.length < count) return exception(code, illegal.address)
    return Uint8Array.of(code, 2 * count, ...wanted.flatMap((word) => [word >>> 8, word & 0xff]))
  }

  /** The exception, or null when it was done. */
  #write(register: number, value: number): Uint8Array | null {
    const code = functions.writeHolding
    if (register === alarmThresholdRegister) {
      if (value > highestThresholdW) return exception(code, illegal.value)
      this.#thresholdW = value
      return null
    }
    if (register !== addressRegister) return exception(code, illegal.address)
    if (value < 1 || value > highestAddress) return exception(code, illegal.value)
    this.#address = value
    return null
  }

  #inputRegisters(state: MeteringState): number[] {
    const { voltageV, currentA, activePowerW, energyWh, frequencyHz, powerFactor } = state.poweredS < wrongS ? wrong(state) : state
    const starts = currentA >= this.#startingCurrentA && Math.abs(activePowerW) >= startingPowerW
    const [amps, watts] = starts ? [currentA, Math.abs(activePowerW)] : [0, 0]
    return [
      tenths(voltageV),
      ...lowFirst(Math.round(amps * 1000)),
      ...lowFirst(tenths(watts)),
      ...lowFirst(Math.floor(energyWh) % energyModulusWh),
      tenths(frequencyHz),
      watts === 0 ? 0 : Math.round(Math.abs(powerFactor) * 100),
      watts > this.#thresholdW ? 0xffff : 0,
    ]
  }
}

/** After power-up it answers at once, but with what it has not measured yet, and all of it looks real. */
const wrongS = 5
const wrong = (state: MeteringState): MeteringState => ({
  ...state,
  voltageV: state.voltageV * 0.9,
  currentA: state.currentA * 7,
  activePowerW: state.activePowerW * 6,
  energyWh: state.energyWh / 2,
})

/** Below it the meter shows 0: datasheet, 1.3.2. */
const startingPowerW = 0.4

const tenths = (value: number) => Math.round(value * 10)
const lowFirst = (value: number) => [value & 0xffff, Math.floor(value / 0x10000)]
const exception = (code: number, reason: number) => Uint8Array.of(code | 0x80, reason)

/** Modbus over Serial Line V1.02, 6.2.2, of its own: a fault of the program's own checksum must not cancel out. 0 over a whole frame. */
function checksum(bytes: Uint8Array): number {
  let register = 0xffff
  for (const byte of bytes) {
    register ^= byte
    for (let bit = 0; bit < 8; bit++) register = register % 2 === 1 ? (register >>> 1) ^ 0xa001 : register >>> 1
  }
  return register
}

function framed(body: Uint8Array): Uint8Array {
  const crc = checksum(body)
  return Uint8Array.of(...body, crc & 0xff, crc >>> 8)
}
