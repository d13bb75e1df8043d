import { describe, expect, it } from 'vitest'
import { boardWith, chipOn } from '../../../bench/metering/board.ts'
import { loopOf } from '../../../bench/metering/loop.ts'
import { shownNaively } from '../../../bench/metering/naive.ts'
import { referenceOf } from '../../../bench/metering/reference.ts'
import { shownBy } from '../../../bench/metering/shown.ts'
import { syntheticRecordings } from '../../../bench/metering/synthetic.ts'
import { mcp3208Processor } from '../../../src/drivers/mcp3208/processor.ts'

const board = boardWith(20)
const circuits = syntheticRecordings(6400).map((recording) => ({ name: recording.name, loop: loopOf(recording) }))

describe('the synthetic circuits', () => {
  it('are what their names say', () => {
    const powerFactors = circuits.map(({ name, loop }) => [name, referenceOf(loop).powerFactor])
    expect(Object.fromEntries(powerFactors)).toEqual({
      heater: expect.closeTo(1, 5),
      fridge: expect.closeTo(0.67, 1),
      hob: expect.closeTo(0.7, 1),
      'small load': expect.closeTo(1, 5),
      'LED driver': expect.toSatisfy((factor: number) => factor > 0.5 && factor < 0.8),
    })
    expect(referenceOf(circuits.find(({ name }) => name === 'small load')?.loop ?? never()).activeW).toBeCloseTo(5, 3)
  })
})

describe.each(circuits)('a meter of $name', ({ loop }) => {
  const reference = referenceOf(loop)

  it('is shown the power through transformers, noise and skew', async () => {
    const { circuits: shown, voltageV, pairsPerCycle } = await shownBy(mcp3208Processor, loop, board)
    // Three sweeps in 715 us, of which 40 are the gap.
    expect(pairsPerCycle).toBeCloseTo((3 * 1e6) / 49.97 / 715, 0)
    expect(shown).toHaveLength(6)
    expect((voltageV ?? 0) / reference.vrmsV).toBeCloseTo(1, 3)
    const toleranceVa = Math.max(0.001 * reference.apparentVa, 0.1)
    for (const { powerW } of shown) expect(Math.abs((powerW ?? NaN) - reference.activeW)).toBeLessThan(toleranceVa)
  })

  it('that is naive takes volts times amperes for it', () => {
    const { circuits: shown, voltageV } = shownNaively(chipOn(loop, board), board, { seconds: 2, hertz: 50 })
    const [first] = shown
    expect((voltageV ?? 0) / reference.vrmsV).toBeCloseTo(1, 2)
    expect(first?.powerW).toBeCloseTo((voltageV ?? 0) * (first?.currentA ?? 0), 9)
  })
})

function never(): never {
  throw new Error('it is not there')
}
