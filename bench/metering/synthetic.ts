import type { Recording } from './recording.ts'

/** One cycle of a wave, by how much of the cycle has gone. */
type Shape = (share: number) => number

const mainsHz = 49.97
const seconds = 3
const voltageV = 230

/** Sines by harmonic, of the fundamental's 1: a flattened top. */
const mains: Shape = (share) => sine(share) + 0.012 * sine(3 * share + 0.1) - 0.016 * sine(5 * share) + 0.008 * sine(7 * share + 0.3)

/** A dimmer that fires at a quarter of a cycle: its power factor is about 0.7. */
const chopped: Shape = (share) => ((share + 0.5) % 0.5 < 0.25 ? 0 : mains(share))

/** A rectifier that fills its capacitor around the crest, a little before it. */
const pulses: Shape = (share) => {
  const crest = sine(share + 0.03)
  return Math.sign(crest) * Math.max(0, Math.abs(crest) - 0.94)
}

/** A motor: most of its current lags, and its iron saturates. */
const motor: Shape = (share) => sine(share - 0.131) + 0.09 * sine(3 * share - 0.2) + 0.03 * sine(5 * share)

const loads: readonly { readonly name: string; readonly currentA: number; readonly shape: Shape }[] = [
  { name: 'heater', currentA: 8.7, shape: mains },
  { name: 'fridge', currentA: 1.1, shape: motor },
  { name: 'hob', currentA: 6.2, shape: chopped },
  { name: 'small load', currentA: 5 / voltageV, shape: mains },
  { name: 'LED driver', currentA: 0.07, shape: pulses },
]

/** Circuits made here, for want of recordings. */
export const syntheticRecordings = (rateHz: number): Recording[] =>
  loads.map(({ name, currentA, shape }) => ({
    name,
    rateHz,
    currentA: sampled(currentA, shape, rateHz),
    voltageV: sampled(voltageV, mains, rateHz),
  }))

/** As a recorder with its filter would have it: smoothly nothing from the last harmonic on that it can tell. */
function sampled(rms: number, shape: Shape, rateHz: number): Float64Array {
  const harmonics = harmonicsOf(shape, Math.floor((0.4 * rateHz) / mainsHz))
  const scale = rms / Math.sqrt(harmonics.reduce((sum, { re, im }) => sum + (re * re + im * im) / 2, 0))
  return Float64Array.from({ length: Math.round(seconds * rateHz) }, (_, i) => {
    const share = (i * mainsHz) / rateHz
    return scale * harmonics.reduce((sum, { order, re, im }) => sum + re * sine(order * share + 0.25) + im * sine(order * share), 0)
  })
}

const points = 4096

/** Amplitudes of the cosines and sines up to an order, under Lanczos' factors, which keep edges from ringing. */
function harmonicsOf(shape: Shape, highest: number) {
  const wave = Float64Array.from({ length: points }, (_, i) => shape(i / points))
  return Array.from({ length: highest }, (_, i) => {
    const order = i + 1
    const smooth = sine(order / (highest + 1) / 2) / (Math.PI * (order / (highest + 1)))
    const along = (by: Shape) => (2 * smooth * wave.reduce((sum, value, at) => sum + value * by((order * at) / points), 0)) / points
    return { order, re: along((share) => sine(share + 0.25)), im: along(sine) }
  })
}

function sine(share: number): number {
  return Math.sin(2 * Math.PI * share)
}
