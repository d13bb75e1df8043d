import { describe, expect, it } from 'vitest'
import { CurrentWatch, type CurrentSigns } from '../../../src/drivers/mcp3208/currentWatch.ts'

const well: CurrentSigns = {
  samples: 800,
  clipped: 0,
  rms: 100,
  noise: 1,
  fundamental: 90,
  apparentVa: 1000,
  powerFactor: 0.9,
  seconds: 0.2,
}

function watched() {
  const watch = new CurrentWatch({ id: 'oven', channel: 3, clipA: 106.1 })
  return { look: (signs: Partial<CurrentSigns> = {}) => watch.look({ ...well, ...signs }) }
}

describe('the watch over a clamp', () => {
  it('has nothing to say of a load', () => {
    expect(watched().look()).toBeNull()
  })

  it('names the channel that clips, at which current, and what to change', () => {
    expect(watched().look({ clipped: 40 })).toBe(
      "oven clips: the current's peak is beyond what channel 3 takes (106 A rms): take a smaller burden, or a larger clamp",
    )
  })

  it('does not take a spike for clipping', () => {
    expect(watched().look({ clipped: 3 })).toBeNull()
  })

  it('keeps a problem for a minute after its last sign', () => {
    const { look } = watched()
    look({ clipped: 40 })
    expect(look({ seconds: 59 })).toContain('clips')
    expect(look({ seconds: 1 })).toBeNull()
  })

  it('finds an input without bias', () => {
    expect(watched().look({ clipped: 800 })).toBe(
      'the input of channel 3 lies at one end of its range: its bias is missing, or nothing is wired to it',
    )
  })

  it('finds an input that hears nothing but noise', () => {
    expect(watched().look({ rms: 300, noise: 290, fundamental: 10 })).toBe(
      'the input of channel 3 hears noise instead of a current: it is open, or its wires pick something up',
    )
  })

  it.each([
    ['pulses of a rectifier, which keep step with the mains', { rms: 300, noise: 290, fundamental: 120 }],
    ['a little noise', { rms: 10, noise: 10, fundamental: 0 }],
  ])('does not take for noise: %s', (_, signs) => {
    expect(watched().look(signs)).toBeNull()
  })

  it('has nothing to say of capacitors at rest, once a load has shown that the clamp stands right', () => {
    const { look } = watched()
    look()
    expect(look({ powerFactor: 0.02, seconds: 5000 })).toBeNull()
  })

  it('finds a current at a right angle to its voltage, after ten minutes of it', () => {
    const { look } = watched()
    expect(look({ powerFactor: 0.02, seconds: 599 })).toBeNull()
    expect(look({ powerFactor: -0.03, seconds: 1 })).toContain('oven has had a power factor near 0 for 10 minutes')
    expect(look({ powerFactor: null, apparentVa: 0 })).toContain('power factor near 0')
    expect(look()).toBeNull()
  })

  it('does not mind a small load at a right angle, such as the capacitor of a filter', () => {
    expect(watched().look({ powerFactor: 0.01, apparentVa: 49, seconds: 10_000 })).toBeNull()
  })
})
