import { describe, expect, it } from 'vitest'
import { pulse } from '../../../src/drivers/pulse/pulse.ts'
import { pulseSettings } from '../../../src/drivers/pulse/settings.ts'
import { simulatePulse, SimulatedPulses } from '../../../src/drivers/pulse/simulated.ts'
import type { Edge } from '../../../src/hardware/ports.ts'
import { simulatedGpio } from '../../../src/hardware/simulated/gpio.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { steadyCircuit } from '../../support/steadyCircuit.ts'
import { emptyMemory, runOnTestLine } from '../../support/testLine.ts'

const secondUs = 1_000_000

/** 1000 imp/kWh at a steady power. */
function output(watts: number, limits: Partial<ConstructorParameters<typeof SimulatedPulses>[0]['settings']> = {}) {
  const settings = { activeLevel: 0 as const, widthUs: 5_000, gapUs: 5_000, maxRate: 25_000, ...limits }
  return new SimulatedPulses({ settings, flow: () => watts, perPulse: 3_600, clock: fakeClock(), seed: 1 })
}

const beginnings = (edges: readonly Edge[]) =>
  edges.filter(({ level, atUs }, place) => level === 0 && atUs - (edges[place - 1]?.atUs ?? -Infinity) > 100_000).map(({ atUs }) => atUs)

/** A simulated meter at a steady circuit, and the driver on it. */
async function metered(keys: Record<string, unknown>, activePowerW: number, forMs: number) {
  const clock = fakeClock(Date.UTC(2026, 0, 15, 6))
  const gpio = simulatedGpio(clock)
  const circuit = steadyCircuit({ activePowerW })
  const settings = pulseSettings.parse({ pin: 17, ...keys })
  const detach = simulatePulse(settings, { circuit, circuitNamed: () => null, wires: { ...unwired, gpio }, clock })
  const memory = emptyMemory()
  const device = runOnTestLine(pulse, settings, { gpio }, clock, { memory })
  await clock.advance(forMs)
  return { device, memory, clock, detach, circuit }
}

const unwired = { serial: { attach: () => () => undefined }, spi: { attach: () => () => undefined } }

describe('the simulated output of a meter', () => {
  it('begins its pulses when what flows has added up to one, to the microsecond', () => {
    const begin = beginnings(output(1_000).edges(0, 100 * secondUs))
    expect(begin).toHaveLength(28)
    const intervals = begin.slice(1).map((atUs, place) => atUs - (begin[place] ?? 0))
    expect(intervals.every((us) => Math.abs(us - 3_600_000) < 2)).toBe(true)
  })

  it('gives the same edges in whatever portions it is asked for them', () => {
    const whole = output(2_345).edges(0, 60 * secondUs)
    const parts = output(2_345)
    const pieces = Array.from({ length: 600 }, (_, tenth) => parts.edges(tenth * 100_000, (tenth + 1) * 100_000)).flat()
    expect(pieces.map(({ level }) => level)).toEqual(whole.map(({ level }) => level))
    for (const [place, { atUs }] of pieces.entries()) expect(Math.abs(atUs - (whole[place]?.atUs ?? 0))).toBeLessThan(2)
  })

  it('changes its level with each edge, in order, and bounces within a millisecond at both ends of a pulse of 30 ms', () => {
    const edges = output(10_000).edges(0, 300 * secondUs)
    expect(edges.every(({ level }, place) => level === (place % 2 === 0 ? 0 : 1))).toBe(true)
    expect(edges.every(({ atUs }, place) => atUs > (edges[place - 1]?.atUs ?? -1))).toBe(true)
    expect(edges.length).toBeGreaterThan(2.5 * 2 * beginnings(edges).length)
    const nearBegin = new Set(beginnings(edges))
    let beginUs = 0
    for (const { atUs } of edges) {
      if (nearBegin.has(atUs)) beginUs = atUs
      const since = atUs - beginUs
      const isSpike = since > 35_000
      expect(isSpike || since <= 1_000 || (since >= 30_000 && since <= 31_000)).toBe(true)
    }
  })

  it('is clean and quick where its limits leave no time to bounce', () => {
    const edges = output(3_600_000, { widthUs: 100, gapUs: 100, maxRate: 5_000_000 }).edges(0, secondUs)
    expect(edges.length).toBe(2_000)
  })

  it('is at rest and goes on after nobody has looked for a while', () => {
    const out = output(1_000)
    out.edges(0, 10 * secondUs)
    expect(beginnings(out.edges(1_000 * secondUs, 1_010 * secondUs)).every((atUs) => atUs > 1_000 * secondUs)).toBe(true)
    expect(output(0).edges(0, 1_000 * secondUs)).toEqual([])
    expect([output(0).level, output(0, { activeLevel: 1 }).level]).toEqual([1, 0])
  })
})

describe('the driver at a simulated meter', () => {
  it('reads the power of its circuit and counts its energy, in spite of bounce and noise', async () => {
    const { device, memory } = await metered({ rate: '1000imp/kWh' }, 3_000, 1_200_000)
    expect(device.values['power']).toBeCloseTo(3_000, 1)
    expect(Math.abs((memory.totals.get('energy') ?? 0) - 1)).toBeLessThanOrEqual(0.001_000_1)
    expect(device.values['rejected_pulses']).toBeGreaterThan(5)
    expect(device.problem).toBeNull()
  })

  it('sees what is fed in at its second input', async () => {
    const { device, memory, clock, circuit } = await metered({ rate: '1000imp/kWh', export: { pin: 27 } }, -2_000, 60_000)
    expect(device.values['power']).toBeCloseTo(-2_000, 1)
    expect(memory.totals.get('energy_import')).toBe(0)
    expect(memory.totals.get('energy_export')).toBeGreaterThan(0.03)
    circuit.state = { ...circuit.state, activePowerW: 1_000 }
    await clock.advance(15_000)
    expect(device.values['power']).toBeCloseTo(1_000, 1)
  })

  it('sees water drawn and gas burnt, and times without', async () => {
    const water = await metered({ measures: 'water', rate: '1l/imp' }, 0, 3_600_000)
    expect(water.memory.totals.get('water')).toBeGreaterThan(0.01)
    const flows = water.device.reports.map((report) => report['water_flow'] ?? 0)
    expect(flows).toContain(0)
    const gas = await metered({ measures: 'gas', rate: '0.01m³/imp' }, 0, 3_600_000)
    expect(gas.memory.totals.get('gas')).toBeGreaterThan(0.2)
    expect(gas.memory.totals.get('gas')).toBeLessThan(3)
  })

  it('fails when its meter is taken away', async () => {
    const { device, clock, detach } = await metered({ rate: '1000imp/kWh', export: { pin: 27 } }, 500, 1_000)
    detach()
    await clock.advance(1_000)
    expect(device.outcome?.error).toMatchObject({ name: 'DeviceError' })
  })
})
