import { describe, expect, it } from 'vitest'
import { rowOf } from '../../../bench/metering/row.ts'

const reference = { irmsA: 2, vrmsV: 200, activeW: 300, apparentVa: 400, powerFactor: 0.75 }
const exact = { powerW: 300, currentA: 2, powerFactor: 0.75 }
const shown = { voltageV: 200, circuits: [exact, exact], pairsPerCycle: 83.92 }

describe('the figures of a recording', () => {
  it('are 0 where what is shown is true', () => {
    expect(rowOf('kettle.csv', reference, shown)).toEqual({
      file: 'kettle.csv',
      irms_a: 2,
      power_error_pct: 0,
      vrms_error_pct: 0,
      irms_error_pct: 0,
      pf: 0.75,
      pf_reference: 0.75,
      pairs_per_cycle: 83.9,
    })
  })

  it('are those of the worst circuit, with their sign', () => {
    const circuits = [exact, { powerW: 296, currentA: 2.02, powerFactor: 0.74 }, { powerW: 302, currentA: 1.99, powerFactor: 0.752 }]
    expect(rowOf('', reference, { ...shown, circuits })).toMatchObject({ power_error_pct: -1, irms_error_pct: 1, pf: 0.74 })
  })

  it('are unknown where one circuit does not know them', () => {
    const circuits = [{ ...exact, powerW: null }, exact]
    expect(rowOf('', reference, { ...shown, voltageV: null, circuits })).toMatchObject({
      power_error_pct: null,
      vrms_error_pct: null,
      irms_error_pct: 0,
    })
  })
})
