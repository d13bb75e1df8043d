import { DeviceError } from '../../entities/errors.ts'
import { ratedPowerW, type Model } from './models.ts'

/** The registers of the family, PZEM-004T V3.0 datasheet, 2.3 to 2.6: input registers 0 to 9, holding registers 1 and 2. 32-bit values come low word first, all unsigned. */

export const inputRegisters = 10
export const alarmThresholdRegister = 1
export const addressRegister = 2
export const resetEnergyFunction = 0x42
/** Every meter answers to it besides its own address: for a bus with a single one. */
export const generalAddress = 0xf8
export const highestAddress = 247
export const highestThresholdW = 25_000

/** 1 Wh resolution and a range of 9999.99 kWh, of which the last digit shown is 10 Wh: seven digits of Wh, so that 9 999 999 is followed by 0. */
export const energyModulusWh = 10_000_000

/** What a meter measures, as it says it: the power has no direction. */
export interface Measurement {
  readonly voltageV: number
  readonly currentA: number
  readonly powerW: number
  readonly energyWh: number
  readonly frequencyHz: number
  readonly powerFactor: number
  /** The power is above the alarm threshold. */
  readonly alarm: boolean
}

/** Input registers 0 to 9: 0.1 V, 1 mA (2 words), 0.1 W (2 words), 1 Wh (2 words), 0.1 Hz, 0.01, FFFF or 0. */
export function decodeMeasurement(registers: readonly number[]): Measurement {
  const word = (index: number) => wordOf(registers, index)
  const double = (index: number) => word(index) + word(index + 1) * 0x10000
  return {
    voltageV: word(0) / 10,
    currentA: double(1) / 1000,
    powerW: double(3) / 10,
    energyWh: double(5),
    frequencyHz: word(7) / 10,
    powerFactor: word(8) / 100,
    alarm: word(9) !== 0,
  }
}

/** The word of a holding register that was read alone. */
export const decodeSingle = (registers: readonly number[]): number => wordOf(registers, 0)

function wordOf(registers: readonly number[], index: number): number {
  const word = registers[index]
  if (word === undefined) throw new DeviceError(`the meter sent ${registers.length} registers, fewer than it was asked for`)
  return word
}

/** What a living meter cannot measure, in words, or null. Its ranges are 80 to 260 V and 45 to 65 Hz; some room for what lies at their ends. */
export function implausible(measurement: Measurement, model: Model): string | null {
  const { voltageV, currentA, powerW, energyWh, frequencyHz, powerFactor } = measurement
  if (voltageV < 70 || voltageV > 300) return `${voltageV} V`
  if (frequencyHz < 40 || frequencyHz > 70) return `${frequencyHz} Hz`
  if (currentA > 1.5 * model.currentA) return `${currentA} A`
  if (powerW > 1.5 * ratedPowerW(model)) return `${powerW} W`
  if (powerFactor > 1) return `a power factor of ${powerFactor}`
  return energyWh < energyModulusWh ? null : `${energyWh / 1000} kWh`
}
