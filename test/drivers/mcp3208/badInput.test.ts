import { describe, expect, it } from 'vitest'
import { circuit, clamp, l1, onBoard } from './onBoard.ts'
import { numbers, replaced } from './support/spoiled.ts'

const settings = { voltages: { l1 }, currents: { oven: { channel: 1, ...clamp } } }

const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

describe('a current beyond the input', () => {
  it('is told with the channel, the current at which it clips, and what to change', async () => {
    const { run, seconds } = onBoard({ settings, circuits: { oven: circuit({ activePowerW: 34_500, currentA: 150 }) } })
    const board = run()
    await seconds(12)
    expect(board.part('oven').problem).toBe(
      "oven clips: the current's peak is beyond what channel 1 takes (106 A rms): take a smaller burden, or a larger clamp",
    )
    expect(board.part('l1').problem).toBeNull()
  })

  it('is forgotten a minute after it has ended', async () => {
    const oven = circuit({ activePowerW: 34_500, currentA: 150 })
    const { run, seconds } = onBoard({ settings, circuits: { oven } })
    const board = run()
    await seconds(12)
    oven.state = { ...oven.state, activePowerW: 2300, currentA: 10 }
    await seconds(75)
    expect(board.part('oven').problem).toBeNull()
  })
})

describe('an input that is stuck', () => {
  it.each([0, 4095])('at %d has unknown current and power, and says that its bias is missing', async (stuck) => {
    const { run, seconds, memory } = onBoard({ settings, spoiled: replaced(1, () => stuck) })
    const board = run()
    await seconds(12)
    expect(board.part('oven').values).toMatchObject({ power: null, current: null })
    expect(board.part('oven').problem).toContain('the input of channel 1 lies at one end of its range')
    expect(memory.totals.get('oven.energy_import')).toBe(0)
  })

  it('in the middle of a voltage’s range is no wave: all that depends on it is unknown', async () => {
    const { run, seconds } = onBoard({ settings, spoiled: replaced(0, () => 2100) })
    const board = run()
    await seconds(12)
    expect(board.part('l1').values).toMatchObject({ voltage: null, frequency: null })
    expect(board.part('oven').values['power']).toBeNull()
  })

  it('for one sample now and then changes nothing', async () => {
    let samples = 0
    const { run, seconds } = onBoard({ settings, spoiled: replaced(1, () => (samples++ % 5000 === 4999 ? 4095 : undefined)) })
    const board = run()
    await seconds(12)
    expect(board.part('oven').values['power']).toBeCloseTo(920, -0.7)
    expect(board.part('oven').values['current']).toBeCloseTo(5, 1)
  })
})

describe('noise instead of a wave', () => {
  it('is no voltage, and no energy', async () => {
    const next = numbers()
    const { run, seconds, memory } = onBoard({ settings, spoiled: replaced(0, () => Math.floor(next() * 4096)) })
    const board = run()
    await seconds(20)
    expect(board.part('l1').values).toMatchObject({ voltage: null, frequency: null })
    expect(board.part('oven').values).toMatchObject({ power: null, power_factor: null })
    expect(memory.totals.get('oven.energy_import')).toBe(0)
    expect(board.outcome).toBeUndefined()
  })
})

describe('a frequency that drifts from 45 to 65 Hz', () => {
  it('is followed, and the power with it', async () => {
    const oven = circuit({ activePowerW: 2000, currentA: 2000 / 230 })
    const { run, seconds, mains } = onBoard({ settings, circuits: { oven }, publishMs: 1000 })
    const board = run()
    for (let frequencyHz = 45; frequencyHz <= 65; frequencyHz += 0.5) {
      mains.state = { ...mains.state, frequencyHz }
      oven.state = { ...oven.state, frequencyHz }
      await seconds(2.2)
      expect(number(board.part('l1').values['frequency'])).toBeCloseTo(frequencyHz, 1)
      expect(number(board.part('oven').values['power'])).toBeGreaterThan(1990)
      expect(number(board.part('oven').values['power'])).toBeLessThan(2010)
    }
  })
})

describe('a voltage without a transformer of its own', () => {
  const current = { channel: 1, ...clamp }

  it.each(['120deg', '240deg', '180deg'])('that lags by %s gives the power of its phase, in both directions', async (lag) => {
    const { run, seconds } = onBoard({
      settings: {
        voltages: { l1, l2: { from: 'l1', lag } },
        currents: { load: { ...current, voltage: 'l2' }, inverter: { ...current, channel: 2, voltage: 'l2' } },
      },
      circuits: {
        load: circuit({ activePowerW: 1500, currentA: 1500 / 230 / 0.9, powerFactor: 0.9 }),
        inverter: circuit({ activePowerW: -2000, currentA: 2000 / 230 }),
      },
    })
    const board = run()
    await seconds(2)
    expect(number(board.part('load').values['power'])).toBeCloseTo(1500, -1)
    expect(number(board.part('load').values['power_factor'])).toBeCloseTo(0.9, 2)
    expect(number(board.part('inverter').values['power'])).toBeCloseTo(-2000, -1)
  })
})
