import { DeviceError } from '../../entities/errors.ts'
import { Garbled, ModbusException, Silence, type ModbusDevice } from '../../protocols/modbus/modbus.ts'
import {
  alarmThresholdRegister,
  decodeMeasurement,
  decodeSingle,
  inputRegisters,
  resetEnergyFunction,
  type Measurement,
} from './registers.ts'

/** One meter on the bus, asked in its own terms. Every call rejects with a DeviceError. */
export class Meter {
  readonly #device: ModbusDevice
  readonly #rejected: () => void

  /** `rejected` is told of every reply that could not be used. */
  constructor(device: ModbusDevice, rejected: () => void) {
    this.#device = device
    this.#rejected = rejected
  }

  async measure(): Promise<Measurement> {
    return decodeMeasurement(await this.#ask(() => this.#device.readInput(0, inputRegisters)))
  }

  async alarmThresholdW(): Promise<number> {
    return decodeSingle(await this.#ask(() => this.#device.readHolding(alarmThresholdRegister, 1)))
  }

  /** Resolves with the threshold that the meter tells afterwards. */
  async setAlarmThreshold(watts: number): Promise<number> {
    await this.#ask(() => this.#device.writeHolding(alarmThresholdRegister, watts))
    const setW = await this.alarmThresholdW()
    if (setW !== watts) throw new DeviceError(`the meter kept its alarm threshold of ${setW} W`)
    return setW
  }

  /** Whether it worked only a reading can tell: a lost reply says nothing, and asking twice is no harm. */
  async resetEnergy(): Promise<void> {
    try {
      await this.#device.command(resetEnergyFunction)
    } catch (error) {
      if (!(error instanceof Silence || error instanceof Garbled)) throw error
    }
  }

  /** One repeat after a damaged reply: on a shared bus that is common and says nothing about the meter. */
  async #ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      this.#count(error)
      if (!(error instanceof Garbled)) throw error
    }
    try {
      return await request()
    } catch (error) {
      this.#count(error)
      throw error
    }
  }

  #count(error: unknown): void {
    if (error instanceof Garbled || error instanceof ModbusException) this.#rejected()
  }
}
