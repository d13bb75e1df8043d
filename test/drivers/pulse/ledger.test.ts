import { describe, expect, it } from 'vitest'
import { Input } from '../../../src/drivers/pulse/input.ts'
import { pulseSettings } from '../../../src/drivers/pulse/settings.ts'
import { CrashingFiles } from '../../support/crashingFiles.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { memoryState } from '../../support/memoryState.ts'

const settings = pulseSettings.parse({ pin: 17, rate: '1000imp/kWh' })
const [first] = settings.inputs
const secondUs = 1_000_000

/** An input that counts into the ledger, whose journal knows so much, and whose broker knows so much. */
async function counting(journalKwh: number | null, brokerKwh: number | null, resolvedFirst: boolean) {
  const files = new CrashingFiles()
  if (journalKwh !== null) await keep(files, journalKwh)
  const state = await memoryState(fakeClock(), files)
  const total = state.total('meter.energy')
  if (first === undefined) throw new Error('there is no input')
  if (resolvedFirst) state.resolve('meter.energy', brokerKwh)
  const input = new Input(first, settings, total, 1)
  if (!resolvedFirst) state.resolve('meter.energy', brokerKwh)
  const pulse = (atS: number) =>
    input.take({
      edges: [
        { level: 0, atUs: atS * secondUs },
        { level: 1, atUs: atS * secondUs + 30_000 },
      ],
      lost: 0,
      untilUs: (atS + 0.5) * secondUs,
    })
  return { total, pulse }
}

async function keep(files: CrashingFiles, kwh: number) {
  const state = await memoryState(fakeClock(), files)
  state.resolve('meter.energy', kwh)
  await state.flush()
  await state.close()
}

describe('the total of a pulse meter in the ledger', () => {
  it.each([true, false])('begins at 0 before the first pulse, the broker asked before: %s', async (resolvedFirst) => {
    expect((await counting(null, null, resolvedFirst)).total.value).toBe(0)
  })

  it.each([true, false])('counts every pulse on top of what the broker knows, asked before: %s', async (resolvedFirst) => {
    const { total, pulse } = await counting(null, 5, resolvedFirst)
    pulse(1)
    pulse(2)
    expect(total.value).toBeCloseTo(5.002, 9)
  })

  it.each([true, false])('counts every pulse where the broker is ahead of the journal, asked before: %s', async (resolvedFirst) => {
    const { total, pulse } = await counting(5, 5.003, resolvedFirst)
    pulse(1)
    expect(total.value).toBeCloseTo(5.004, 9)
  })

  it('runs on from the reading that the user sets', async () => {
    const { total, pulse } = await counting(null, 5, true)
    pulse(1)
    total.set(12_345.678)
    pulse(2)
    expect(total.value).toBeCloseTo(12_345.679, 9)
  })
})
