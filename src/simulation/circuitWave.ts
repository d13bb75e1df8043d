import type { CircuitState } from './circuit.ts'
import type { Amplitudes, Wave } from './wave.ts'

const meanProduct = (a: Amplitudes, b: Amplitudes) => (a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]) / 2

function sized(wave: Amplitudes): Amplitudes {
  const rms = Math.sqrt(meanProduct(wave, wave))
  return [wave[0] / rms, wave[1] / rms, wave[2] / rms, wave[3] / rms]
}

/** What is left of a wave without the part that goes with another one of 1 rms. */
function across(wave: Amplitudes, other: Amplitudes): Amplitudes {
  const share = meanProduct(wave, other)
  return [wave[0] - share * other[0], wave[1] - share * other[1], wave[2] - share * other[2], wave[3] - share * other[3]]
}

/** The mains of 1 V rms, as sines: a flattened top, 2 % of it harmonics. */
const mainsShape = sized([1, 0.01, -0.014, 0.01])

/** What rectifiers add, of 1 A rms, as sines: pulses at the crest of the voltage. Without a part that carries power. */
const pulseShape = sized(across([0, -0.75, 0.5, -0.3], mainsShape))

const none: Amplitudes = [0, 0, 0, 0]

/** The circuit's voltage, in volts; it passes 0 upwards about where the cycle begins. */
export function setVoltage(wave: Wave, { voltageV }: CircuitState): void {
  wave.set(scaled(mainsShape, voltageV), none)
}

/**
 * The circuit's current, in amperes: a part like the voltage that carries the power, backwards where the power is negative, and a part
 * across it that carries none, so that rms, active power and power factor are those of the state. The second part lags a quarter cycle
 * (inductive); where the power factor is low, some of it is the pulses of electronics.
 */
export function setCurrent(wave: Wave, { voltageV, currentA, activePowerW }: CircuitState): void {
  const apparentVa = voltageV * currentA
  const along = apparentVa > 0 ? Math.min(1, Math.max(-1, activePowerW / apparentVa)) : 0
  const idle = Math.sqrt(1 - along * along)
  const share = pulseShare(Math.abs(along))
  const pulses = scaled(pulseShape, currentA * idle * Math.sqrt(share))
  const active = scaled(mainsShape, currentA * along)
  const lagging = -Math.SQRT2 * currentA * idle * Math.sqrt(1 - share)
  wave.set([active[0] + pulses[0], active[1] + pulses[1], active[2] + pulses[2], active[3] + pulses[3]], [lagging, 0, 0, 0])
}

/** How much of the square of the idle current is pulses: none from a power factor of 0.8 on, 60 % below 0.6. */
const pulseShare = (powerFactor: number) => Math.min(0.6, Math.max(0, (0.8 - powerFactor) * 3))

const scaled = (wave: Amplitudes, by: number): Amplitudes => [wave[0] * by, wave[1] * by, wave[2] * by, wave[3] * by]
