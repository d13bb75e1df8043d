import { describe, expect, it } from 'vitest'
import { models } from '../../../src/drivers/pzem/models.ts'
import { decodeMeasurement, implausible, type Measurement } from '../../../src/drivers/pzem/registers.ts'
import { DeviceError } from '../../../src/entities/errors.ts'

describe('the registers', () => {
  it('carry 32-bit values low word first and unsigned', () => {
    const measurement = decodeMeasurement([2300, 0x86a0, 0x0001, 0x5f90, 0x0003, 0x967f, 0x0098, 500, 95, 0xffff])
    expect(measurement).toEqual({
      voltageV: 230,
      currentA: 100,
      powerW: 22_107.2,
      energyWh: 9_999_999,
      frequencyHz: 50,
      powerFactor: 0.95,
      alarm: true,
    })
    expect(decodeMeasurement([0, 0xffff, 0xffff, 0, 0, 0, 0, 0, 0, 0]).currentA).toBe(4_294_967.295)
  })

  it('are refused when one is missing', () => {
    expect(() => decodeMeasurement([2300, 0, 0])).toThrow(DeviceError)
  })
})

describe('plausibility', () => {
  const good: Measurement = { voltageV: 230, currentA: 5, powerW: 920, energyWh: 38, frequencyHz: 50, powerFactor: 0.8, alarm: false }
  const judged = (change: Partial<Measurement>, model: keyof typeof models = 'pzem-016') =>
    implausible({ ...good, ...change }, models[model])

  it.each<Partial<Measurement>>([
    {},
    { voltageV: 80, frequencyHz: 45 },
    { voltageV: 260, frequencyHz: 65 },
    { currentA: 100, powerW: 26_000 },
    { currentA: 0, powerW: 0, powerFactor: 0 },
    { energyWh: 9_999_999 },
  ])('lets %o pass', (change) => {
    expect(judged(change)).toBeNull()
  })

  it.each<[Partial<Measurement>, string]>([
    [{ voltageV: 0 }, '0 V'],
    [{ voltageV: 6553.5 }, '6553.5 V'],
    [{ frequencyHz: 0 }, '0 Hz'],
    [{ frequencyHz: 500 }, '500 Hz'],
    [{ currentA: 4_294_967.295 }, '4294967.295 A'],
    [{ powerW: 429_496_729.5 }, '429496729.5 W'],
    [{ powerFactor: 6.5 }, 'a power factor of 6.5'],
    [{ energyWh: 10_000_000 }, '10000 kWh'],
  ])('rejects %o', (change, reason) => {
    expect(judged(change)).toBe(reason)
  })

  it('knows the range of the model', () => {
    expect(judged({ currentA: 40 }, 'pzem-014')).toBe('40 A')
    expect(judged({ currentA: 40 }, 'pzem-004t')).toBeNull()
  })
})
