import { describe, expect, it } from 'vitest'
import { circuit, clamp, l1, onBoard, spi } from './onBoard.ts'

const oven = { channel: 1, ...clamp }
const solar = { channel: 2, ...clamp, invert: true }

/** A number that was reported, for comparing. */
const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

describe('a board', () => {
  it('reports power, current and power factor of a clamp, voltage and frequency of its transformer', async () => {
    const { run, seconds } = onBoard({ settings: { voltages: { l1 }, currents: { oven } } })
    const board = run()
    await seconds(12)
    expect(board.part('l1').values['voltage']).toBeCloseTo(230, 0)
    expect(board.part('l1').values['frequency']).toBeCloseTo(50, 2)
    const { values } = board.part('oven')
    expect(values['power']).toBeCloseTo(920, -0.3)
    expect(values['current']).toBeCloseTo(5, 1)
    expect(values['power_factor']).toBeCloseTo(0.8, 2)
    expect(values['apparent_power']).toBeCloseTo(1150, -0.7)
    expect(values['reactive_power']).toBeCloseTo(690, -0.7)
    expect([board.problem, board.part('l1').problem, board.part('oven').problem]).toEqual([null, null, null])
  })

  it('comes online with its first window, and then reports once in an interval', async () => {
    const { run, seconds } = onBoard({ settings: { voltages: { l1 }, currents: { oven } }, publishMs: 5000 })
    const board = run()
    await seconds(1)
    expect([board.reports.length, board.part('l1').reports.length, board.part('oven').reports.length]).toEqual([1, 1, 1])
    await seconds(20)
    expect(board.part('oven').reports.length).toBe(5)
  })

  it('shows the mean of the whole interval, and the least and the greatest of its windows', async () => {
    const load = circuit({ activePowerW: 1000, currentA: 1000 / 230 })
    const steps = { power: 1e6, current: 1e6 }
    const { run, seconds } = onBoard({ settings: { voltages: { l1 }, currents: { oven } }, circuits: { oven: load }, steps })
    const board = run()
    await seconds(0.5)
    const before = board.part('oven').reports.length
    await seconds(2.5)
    load.state = { ...load.state, activePowerW: 3000, currentA: 3000 / 230 }
    await seconds(7.6)
    expect(board.part('oven').reports.length).toBe(before + 1)
    const { power, power_minimum: least, power_maximum: greatest } = board.part('oven').values
    expect(number(power)).toBeGreaterThan(2420)
    expect(number(power)).toBeLessThan(2580)
    expect(number(least)).toBeCloseTo(1000, -1)
    expect(number(greatest)).toBeCloseTo(3000, -1)
  })

  it('ends an interval early at a step, after a second at least: only for the channel that made it', async () => {
    const load = circuit({ activePowerW: 1000, currentA: 1000 / 230 })
    const { run, seconds } = onBoard({
      settings: { voltages: { l1 }, currents: { oven, hob: { ...oven, channel: 3 } } },
      circuits: { oven: load, hob: circuit({ activePowerW: 500, currentA: 500 / 230 }) },
    })
    const board = run()
    await seconds(2)
    load.state = { ...load.state, activePowerW: 3000, currentA: 3000 / 230 }
    await seconds(2.5)
    expect(number(board.part('oven').values['power'])).toBeCloseTo(3000, -1)
    expect([board.part('oven').reports.length, board.part('hob').reports.length]).toEqual([3, 1])
    await seconds(5)
    expect(board.part('oven').reports.length).toBe(3)
  })

  it('counts import and export apart, for an hour to a thousandth', async () => {
    const grid = circuit({ activePowerW: -2000, currentA: 2000 / 230 })
    const { run, seconds, memory } = onBoard({ settings: { voltages: { l1 }, currents: { grid: oven } }, circuits: { grid } })
    run()
    await seconds(90)
    grid.state = { ...grid.state, activePowerW: 1000, currentA: 1000 / 230 }
    await seconds(180)
    expect(memory.totals.get('grid.energy_export')).toBeCloseTo(0.05, 3)
    expect(memory.totals.get('grid.energy_import')).toBeCloseTo(0.05, 3)
  })

  it('shows production as positive power through a clamp that is inverted', async () => {
    const { run, seconds } = onBoard({
      settings: { voltages: { l1 }, currents: { solar } },
      circuits: { solar: circuit({ activePowerW: 3000, currentA: 3000 / 230 }) },
    })
    const board = run()
    await seconds(2)
    expect(board.part('solar').values['power']).toBeCloseTo(3000, -1)
  })

  it('derives what no clamp measures, with its energy', async () => {
    const { run, seconds, memory } = onBoard({
      settings: { voltages: { l1 }, currents: { grid: oven, solar }, derived: { house: 'grid + solar' } },
      circuits: {
        grid: circuit({ activePowerW: -1000, currentA: 1000 / 230 }),
        solar: circuit({ activePowerW: 3000, currentA: 3000 / 230 }),
      },
    })
    const board = run()
    await seconds(60)
    expect(board.part('house').values['power']).toBeCloseTo(2000, -1)
    expect(memory.totals.get('house.energy_import')).toBeCloseTo(2 / 60, 3)
  })

  it('shows 0 W for an open clamp, and no power factor', async () => {
    const { run, seconds, memory } = onBoard({
      settings: { voltages: { l1 }, currents: { oven } },
      circuits: { oven: circuit({ activePowerW: 0, currentA: 0, powerFactor: 0 }) },
    })
    const board = run()
    await seconds(60)
    expect(board.part('oven').values).toMatchObject({ power: 0, current: 0, apparent_power: 0, reactive_power: 0, power_factor: null })
    expect(memory.totals.get('oven.energy_import')).toBe(0)
  })

  it('shows a load of 5 W, a third of the converter’s step', async () => {
    const { run, seconds } = onBoard({
      settings: { voltages: { l1 }, currents: { oven } },
      circuits: { oven: circuit({ activePowerW: 5, currentA: 5 / 230 }) },
    })
    const board = run()
    await seconds(21)
    expect(number(board.part('oven').values['power'])).toBeGreaterThan(4)
    expect(number(board.part('oven').values['power'])).toBeLessThan(6)
  })

  it('tells how well the sampling goes', async () => {
    const { run, seconds } = onBoard({
      settings: {
        voltages: { l1 },
        currents: Object.fromEntries([1, 2, 3, 4, 5, 6].map((channel) => [`c${channel}`, { ...oven, channel }])),
      },
    })
    const board = run()
    await seconds(12)
    expect(number(board.values['pairs_per_cycle'])).toBeGreaterThan(83)
    expect(number(board.values['conversions_per_second'])).toBeGreaterThan(37_000)
    expect(board.values['overruns']).toBe(0)
  })
})

describe('a board with a pause between readings', () => {
  it('reads so many waves, rests, and counts energy for the pause too', async () => {
    const { run, seconds, memory } = onBoard({
      settings: { voltages: { l1 }, currents: { oven }, sampling: { waves: 5, pause: '2s' } },
      circuits: { oven: circuit({ activePowerW: 2000, currentA: 2000 / 230 }) },
    })
    const board = run()
    await seconds(120)
    expect(number(board.values['conversions_per_second'])).toBeLessThan(6000)
    expect(number(board.values['pairs_per_cycle'])).toBeGreaterThan(300)
    expect(board.values['overruns']).toBe(0)
    expect(memory.totals.get('oven.energy_import')).toBeCloseTo(2 / 30, 2)
  })
})

describe('a board whose voltage is lost', () => {
  it('has unknown power at once, never 0, says so, and counts no energy', async () => {
    const { run, seconds, mains, memory } = onBoard({
      settings: { voltages: { l1 }, currents: { oven } },
      circuits: { oven: circuit({ activePowerW: 2000, currentA: 2000 / 230 }) },
    })
    const board = run()
    await seconds(12)
    mains.state = { voltageV: 0, currentA: 0, activePowerW: 0, powerFactor: 0, frequencyHz: 0 }
    await seconds(2)
    const before = memory.totals.get('oven.energy_import')
    expect(board.part('l1').values).toMatchObject({ voltage: null, frequency: null, voltage_minimum: null })
    expect(board.part('oven').values).toMatchObject({ power: null, power_factor: null, apparent_power: null, reactive_power: null })
    expect(number(board.part('oven').values['current'])).toBeGreaterThan(8)
    expect(board.part('l1').problem).toBe(
      'no mains wave on channel 0: the transformer has no mains, is not plugged in, or its bias is missing; power that depends on it is unknown',
    )
    await seconds(30)
    expect(memory.totals.get('oven.energy_import')).toBe(before)
    expect(board.outcome).toBeUndefined()
  })

  it('recovers by itself', async () => {
    const { run, seconds, mains } = onBoard({ settings: { voltages: { l1 }, currents: { oven } } })
    const board = run()
    await seconds(2)
    const alive = mains.state
    mains.state = { voltageV: 0, currentA: 0, activePowerW: 0, powerFactor: 0, frequencyHz: 0 }
    await seconds(3)
    mains.state = alive
    await seconds(2)
    expect(board.part('oven').values['power']).toBeCloseTo(920, -0.7)
    expect(board.part('l1').problem).toBeNull()
  })
})

describe('a circuit whose voltage comes from elsewhere', () => {
  const settings = {
    voltages: { remote: { source: 'garage.mains.voltage' } },
    currents: { pump: { channel: 3, voltage: 'remote', ...clamp, power_factor: 0.9 } },
  }
  const circuits = { pump: circuit({ activePowerW: -1000, currentA: 5 }) }

  it('has its power estimated, without direction', async () => {
    const { run, seconds, memory } = onBoard({ settings, circuits, source: { volts: 240 } })
    const board = run()
    await seconds(60)
    expect(board.part('pump').values['power']).toBeCloseTo(1080, -1.3)
    expect(memory.totals.get('pump.energy_import')).toBeCloseTo(1.08 / 60, 3)
  })

  it('has unknown power, and a known current, while that voltage is unknown, and says why', async () => {
    const source: { volts: number | null } = { volts: null }
    const { run, seconds } = onBoard({ settings, circuits, source })
    const board = run()
    await seconds(2)
    expect(board.part('pump').values).toMatchObject({ power: null, apparent_power: null })
    expect(number(board.part('pump').values['current'])).toBeCloseTo(5, 0)
    expect(board.part('pump').problem, 'other devices are still starting').toBeNull()
    await seconds(40)
    expect(board.part('pump').problem).toBe('garage.mains.voltage is unknown')
    source.volts = 230
    await seconds(1)
    expect(board.part('pump').values['power']).toBeCloseTo(1035, -1.3)
  })
})

describe('the noise floor of the settings', () => {
  it.each([
    ['measured', { voltages: { l1 }, currents: { pump: { channel: 3, ...clamp, noise_floor: '2A' } } }],
    ['known from elsewhere', { voltages: { l1: { source: 'a.b' } }, currents: { pump: { channel: 3, ...clamp, noise_floor: '2A' } } }],
  ])('makes less than it nothing, where the voltage is %s', async (_, settings) => {
    const pump = circuit({ activePowerW: 230, currentA: 1 })
    const { run, seconds } = onBoard({ settings, circuits: { pump }, source: { volts: 230 }, publishMs: 1000 })
    const board = run()
    await seconds(2)
    expect(board.part('pump').values).toMatchObject({ power: 0, current: 0 })
    pump.state = { ...pump.state, activePowerW: 690, currentA: 3 }
    await seconds(5)
    expect(board.part('pump').values['power']).toBeCloseTo(690, -1.3)
  })
})

describe('a chip that is not there', () => {
  it.each([
    ['all ones', 0xff, 'its data line is high or open'],
    ['all zeros', 0, 'its data line is low all the time'],
  ])('is told where its line shows %s', async (_, byte, cause) => {
    const dead = () => ({
      exchange: (_sent: Uint8Array, _atUs: number, received: Uint8Array, offset: number) => void received.fill(byte, offset, offset + 3),
    })
    const { run, seconds } = onBoard({ settings: { voltages: { l1 }, currents: { oven } }, spoiled: dead })
    const board = run()
    await seconds(2)
    expect(String(board.outcome?.error)).toContain(`no MCP3208 answers on ${spi} (${cause})`)
    expect(board.part('oven').reports).toEqual([])
  })

  it('is noticed when it goes in the middle', async () => {
    const { run, seconds, detach } = onBoard({ settings: { voltages: { l1 }, currents: { oven } } })
    const board = run()
    await seconds(2)
    detach()
    await seconds(1)
    expect(String(board.outcome?.error)).toContain(`the simulated chip at ${spi} has gone`)
  })
})

describe('what a board answers', () => {
  const settings = { voltages: { l1 }, currents: { oven } }

  it('is a reading of a clamp, of the windows that come next, without a noise floor', async () => {
    const small = circuit({ activePowerW: 1, currentA: 1 / 230 })
    const { run, seconds } = onBoard({ settings, circuits: { oven: small } })
    const board = run()
    await seconds(2)
    const reading = board.inquire('reading', { channel: 'oven', seconds: 2 })
    await seconds(3)
    const answer = await reading
    expect(answer).toMatchObject({ kind: 'current', estimated: false })
    expect(answer).toHaveProperty('activePowerW', expect.closeTo(1, 0))
    expect(answer).toHaveProperty('voltageV', expect.closeTo(230, 0))
  })

  it('is a sentence where there is no such channel', async () => {
    const { run, seconds } = onBoard({ settings })
    const board = run()
    await seconds(1)
    await expect(board.inquire('reading', { channel: 'tv', seconds: 2 })).rejects.toThrow('there is no channel tv on this board')
  })

  it('ends with a sentence when the board fails before', async () => {
    const { run, seconds } = onBoard({ settings })
    const board = run()
    await seconds(1)
    const reading = board.inquire('reading', { channel: 'oven', seconds: 20 })
    board.stop()
    await expect(reading).rejects.toThrow('the board stopped measuring')
  })

  it('is a trace of the latest samples of each channel', async () => {
    const { run, seconds } = onBoard({ settings })
    const board = run()
    await seconds(1)
    const asked = board.inquire('scope', null)
    await seconds(0.1)
    const traces = await asked
    expect(traces).toMatchObject([{ channel: 0 }, { channel: 1 }])
    expect(traces).toHaveProperty('0.values.length', 2048)
  })
})
