import { describe, expect, it } from 'vitest'
import { mcp3208Settings } from '../../../src/drivers/mcp3208/settings.ts'
import { simulateMcp3208 } from '../../../src/drivers/mcp3208/simulated.ts'
import type { SpiChip } from '../../../src/hardware/simulated/spiChip.ts'
import type { Circuit } from '../../../src/simulation/circuit.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { steadyCircuit } from '../../support/steadyCircuit.ts'
import { fundamentalOf } from '../../support/wholeCycles.ts'

const heater = { voltageV: 230, currentA: 10, activePowerW: 2300, powerFactor: 1 }

/** A board of these settings, in a house with these circuits beside the board's own heater. */
function installed(settings: object, circuits: Readonly<Record<string, Circuit>> = {}, clock = fakeClock()) {
  const attached = new Map<string, SpiChip>()
  const wires = {
    serial: { attach: () => () => undefined },
    spi: {
      attach(device: string, chip: SpiChip) {
        attached.set(device, chip)
        return () => void attached.delete(device)
      },
    },
    gpio: { attach: () => () => undefined },
  }
  const site = { circuit: steadyCircuit(heater), circuitNamed: (name: string) => circuits[name] ?? null, wires, clock }
  const remove = simulateMcp3208(mcp3208Settings.parse({ spi: '/dev/spidev0.0', ...settings }), site)
  const chip = [...attached.values()][0]
  if (chip === undefined) throw new Error('no chip was attached')
  /** Volts at an input, about its bias. */
  const voltsAt = (channel: number, atUs: number) => {
    const received = new Uint8Array(3)
    chip.exchange(Uint8Array.of(6 | (channel >> 2), (channel & 3) << 6, 0), atUs - heldAfterUs, received, 0)
    return (((((received[1] ?? 0) & 0x0f) << 8) | (received[2] ?? 0)) - 2048) * (3.3 / 4096)
  }
  return { attached, remove, voltsAt }
}

const heldAfterUs = 11

const fundamental = ({ voltsAt }: ReturnType<typeof installed>, channel: number) => {
  const { amplitude, cycles } = fundamentalOf((atUs) => voltsAt(channel, 1000 + atUs), 50, 2)
  return { rms: amplitude / Math.SQRT2, degrees: cycles * 360 }
}

/** By how many degrees the wave of one channel is ahead of that of another one: -180 to 180. */
function ahead(board: ReturnType<typeof installed>, channel: number, other: number): number {
  board.voltsAt(0, 1000)
  const degrees = fundamental(board, channel).degrees - fundamental(board, other).degrees
  return degrees - 360 * Math.round(degrees / 360)
}

const l1 = { channel: 0, calibration: 250 }
const clamp = { channel: 1, voltage: 'l1', calibration: 25 }

describe('the simulated board of some settings', () => {
  it('is attached to the SPI device of the settings until it is taken away', () => {
    const board = installed({ spi: '/dev/spidev1.2', voltages: { l1 } })
    expect([...board.attached.keys()]).toEqual(['/dev/spidev1.2'])
    board.remove()
    expect([...board.attached.keys()]).toEqual([])
  })

  it('has the mains behind the transformer of the settings, ahead by its phase', () => {
    const board = installed({ voltages: { l1, l2: { channel: 3, calibration: 500, phase: '4deg' } } })
    expect(fundamental(board, 0).rms).toBeCloseTo(0.92, 2)
    expect(fundamental(board, 3).rms).toBeCloseTo(0.46, 2)
    expect(ahead(board, 3, 0)).toBeCloseTo(4, 1)
  })

  it.each([
    ['calibration', { calibration: 25 }, 0.4],
    ['transformer that gives a voltage', { transformer: '30A/1V' }, 10 / 30],
    ['transformer that gives a current', { transformer: '100A/50mA', burden: '22ohm' }, 0.11],
    ['ratio', { ratio: 1000, burden: '33ohm' }, 0.33],
    ['gain, by which it gives less than it should', { calibration: 25, gain: 1.1 }, 0.4 / 1.1],
  ])('has a clamp by its %s', (_, keys, volts) => {
    const board = installed({ voltages: { l1 }, currents: { oven: { channel: 1, voltage: 'l1', ...keys } } })
    expect(fundamental(board, 1).rms).toBeCloseTo(volts, 3)
  })

  it('has clamps that are ahead by their phase, of which one depends on the current', () => {
    const board = installed({
      voltages: { l1 },
      currents: { oven: { ...clamp, phase: '2deg' }, hob: { ...clamp, channel: 2, phase: { '1A': '6deg', '19A': '4deg' } } },
    })
    expect(ahead(board, 1, 0)).toBeCloseTo(2, 1)
    expect(ahead(board, 2, 0)).toBeCloseTo(5, 1)
  })

  it('has a clamp the other way round where it is inverted', () => {
    const board = installed({ voltages: { l1 }, currents: { solar: { ...clamp, invert: true } } })
    expect(Math.abs(ahead(board, 1, 0))).toBeCloseTo(180, 0)
  })

  it('measures the circuit of the same name where the house has one, else its own', () => {
    const circuits = { kettle: steadyCircuit({ ...heater, currentA: 4, activePowerW: 920 }) }
    const board = installed({ voltages: { l1 }, currents: { kettle: clamp, sauna: { ...clamp, channel: 2 } } }, circuits)
    expect(fundamental(board, 1).rms).toBeCloseTo(0.16, 3)
    expect(fundamental(board, 2).rms).toBeCloseTo(0.4, 3)
  })

  it.each([
    ['120deg', -120],
    ['240deg', 120],
    ['180deg', 180],
  ])('drives the currents of a voltage that lags by %s so much later', (lag, degrees) => {
    const board = installed({ voltages: { l1, l2: { from: 'l1', lag } }, currents: { oven: { ...clamp, voltage: 'l2' } } })
    const off = ahead(board, 1, 0) - degrees
    expect(Math.abs(off - 360 * Math.round(off / 360))).toBeLessThan(0.2)
  })

  it('shares the phase of the mains with the other boards of the house', () => {
    const clock = fakeClock()
    const [one, other] = ['/dev/spidev0.0', '/dev/spidev0.1'].map((spi) => installed({ spi, voltages: { l1 } }, {}, clock))
    if (one === undefined || other === undefined) throw new Error('no boards')
    one.voltsAt(0, 0)
    const late = Array.from({ length: 200 }, (_, at) => 7300 + 50 * at)
    const both = late.map((atUs) => [one.voltsAt(0, atUs), other.voltsAt(0, atUs)] as const)
    const differences = both.map(([a, b]) => a - b)
    expect(Math.max(...differences) - Math.min(...differences)).toBeLessThan(0.01)
  })

  it('has other noise than another board', () => {
    const noiseOf = (spi: string) => {
      const board = installed({ spi, voltages: { l1 } })
      const values = Array.from({ length: 100 }, () => board.voltsAt(5, 0))
      return values.map((volts) => volts - (values[0] ?? 0))
    }
    expect(noiseOf('/dev/spidev0.0')).toEqual(noiseOf('/dev/spidev0.0'))
    expect(noiseOf('/dev/spidev0.0')).not.toEqual(noiseOf('/dev/spidev0.1'))
  })
})
