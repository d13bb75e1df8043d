import { describe, expect, it } from 'vitest'
import { checkedAttributes } from '../../src/entities/attributes.ts'
import { power } from '../../src/entities/quantities.ts'

const plan = { platform: 'sensor', name: 'Plan', attributes: true } as const
const check = (attributes: Readonly<Record<string, unknown>>) => checkedAttributes('heater', 'plan', plan, attributes)

describe('the attributes of a sensor', () => {
  it('are a copy, which stays as it is when the original changes', () => {
    const windows = [{ start: 1 }]
    const checked = check({ windows })
    windows.push({ start: 2 })
    expect(checked).toEqual({ windows: [{ start: 1 }] })
  })

  it('are refused where the row has none, or is not there', () => {
    expect(() => checkedAttributes('heater', 'power', power, {})).toThrow('heater tells attributes of power, which has none')
    expect(() => checkedAttributes('heater', 'pwr', undefined, {})).toThrow('heater tells attributes of pwr, which has none')
  })

  it('are at most 16 000 bytes of JSON', () => {
    const frame = '{"text":""}'.length
    expect(() => check({ text: 'x'.repeat(16_000 - frame) })).not.toThrow()
    const bytes = 16_000 + 2 - (frame % 2)
    expect(() => check({ text: 'é'.repeat((bytes + 1 - frame) / 2) })).toThrow('bytes of attributes of plan, allowed are 16000')
  })
})
