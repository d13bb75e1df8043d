import { describe, expect, it } from 'vitest'
import { circuit, clamp, l1, onBoard, spi } from './onBoard.ts'
import { disturbed, numbers, replaced } from './support/spoiled.ts'

const settings = { voltages: { l1 }, currents: { oven: { channel: 1, ...clamp } } }
const [voltage, oven] = [0, 1]

/** What a channel shows instead, while it is spoiled. */
interface Spoiling {
  value: (() => number) | null
}

/** A board that has measured for some seconds before one of its channels is spoiled. */
async function measuring(channel: number) {
  const spoiling: Spoiling = { value: null }
  const house = onBoard({ settings, publishMs: 1000, spoiled: replaced(channel, () => spoiling.value?.()) })
  const board = house.run()
  await house.seconds(3)
  const spoil = async (value: () => number) => {
    spoiling.value = value
    await house.seconds(5)
  }
  const mend = async () => {
    spoiling.value = null
    await house.seconds(3)
  }
  return { ...house, board, spoil, mend }
}

const energy = ({ totals }: { totals: ReadonlyMap<string, number | null> }) => Number(totals.get('oven.energy_import'))

const isWell = (board: ReturnType<ReturnType<typeof onBoard>['run']>) => {
  expect(board.part('l1').values['voltage']).toBeCloseTo(230, 0)
  expect(board.part('l1').values['frequency']).toBeCloseTo(50, 1)
  expect(board.part('oven').values['power']).toBeCloseTo(920, -0.7)
  expect([board.part('l1').problem, board.part('oven').problem, board.outcome]).toEqual([null, null, undefined])
}

describe('a board recovers by itself', () => {
  it('from noise in place of its voltage, which the problem of the voltage tells', async () => {
    const next = numbers()
    const { board, spoil, mend, memory } = await measuring(voltage)
    isWell(board)
    await spoil(() => Math.floor(next() * 4096))
    const before = energy(memory)
    expect(board.part('l1').problem).toContain('no mains wave on channel 0')
    expect(board.part('oven').values).toMatchObject({ power: null, power_factor: null })
    expect(board.part('oven').values['current']).toBeCloseTo(5, 0)
    await mend()
    isWell(board)
    expect(energy(memory)).toBeGreaterThan(before)
  })

  it.for([0, 1700, 4095])('from a voltage whose input is stuck at %d', async (stuck) => {
    const { board, spoil, mend } = await measuring(voltage)
    await spoil(() => stuck)
    expect(board.part('l1').values).toMatchObject({ voltage: null, frequency: null })
    expect(board.part('oven').values['power']).toBeNull()
    await mend()
    isWell(board)
  })

  it.for([0, 4095])('from a clamp whose input is stuck at %d; a minute later nothing is said of it any more', async (stuck) => {
    const { board, spoil, mend, memory, seconds } = await measuring(oven)
    await spoil(() => stuck)
    const before = energy(memory)
    expect(board.part('oven').values).toMatchObject({ power: null, current: null })
    expect(board.part('l1').values['voltage']).toBeCloseTo(230, 0)
    await mend()
    expect(board.part('oven').values['power']).toBeCloseTo(920, -0.7)
    await seconds(60)
    isWell(board)
    expect(energy(memory)).toBeGreaterThan(before)
  })

  it('from a clamp whose input stands still in its range, which looks like an open clamp', async () => {
    const { board, spoil, mend, memory } = await measuring(oven)
    await spoil(() => 2100)
    const before = energy(memory)
    expect(board.part('oven').values).toMatchObject({ power: 0, current: 0, power_factor: null })
    await spoil(() => 2100)
    expect(energy(memory)).toBe(before)
    await mend()
    isWell(board)
  })

  it.for([30, 80])('from mains of %d Hz, which no mains have: unknown, never 0', async (frequencyHz) => {
    const { board, mains, seconds } = await measuring(oven)
    const usual = mains.state
    mains.state = { ...usual, frequencyHz }
    await seconds(5)
    expect(board.part('l1').values).toMatchObject({ voltage: null, frequency: null })
    expect(board.part('oven').values['power']).toBeNull()
    mains.state = usual
    await seconds(3)
    isWell(board)
  })

  it('from a chip that fell silent, when it is started again, and goes on with its energy', async () => {
    let byte: number | null = null
    const { run, seconds, memory } = onBoard({ settings, publishMs: 1000, spoiled: disturbed((as) => byte ?? as) })
    const board = run()
    await seconds(60)
    byte = 0xff
    await seconds(2)
    expect(String(board.outcome?.error)).toContain(`no MCP3208 answers on ${spi}`)
    const before = energy(memory)
    byte = null
    const again = run()
    await seconds(60)
    isWell(again)
    expect(energy(memory) - before).toBeCloseTo(0.92 / 60, 3)
  })
})

describe('frames without a null bit', () => {
  it('are left out while they are few, and the rest is right', async () => {
    let frames = 0
    const { run, seconds } = onBoard({
      settings,
      publishMs: 1000,
      circuits: { oven: circuit({}) },
      spoiled: (chip) => ({
        exchange(sent, atUs, received, offset) {
          chip.exchange(sent, atUs, received, offset)
          // Two samples of each channel in a row: one alone would be taken for a spike.
          if (frames++ % 40 < 4) received.fill(0xff, offset, offset + sent.length)
        },
      }),
    })
    const board = run()
    await seconds(5)
    isWell(board)
  })
})
