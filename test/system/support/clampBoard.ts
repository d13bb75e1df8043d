import type { Signal } from './spidev/signal.ts'

/** A board of an MCP3208 with a voltage transformer on CH0 and clamps from CH1 on: what its inputs show, and its settings. */

interface Wave {
  readonly frequencyHz?: number
}

interface Load extends Wave {
  readonly currentA: number
  /** Default: 1. Inductive. */
  readonly powerFactor?: number
  /** The current flows the other way. */
  readonly exports?: boolean
}

const [referenceV, codes] = [3.3, 4096]
/** Mains volts per volt at the input. */
const calibration = 268.97
const [clampRatio, burdenOhm, clampLeadDegrees] = [2000, 22, 1.8]
/** The converter's own, and what resistors make of a bias of half the reference. */
const common = { biasCounts: 2041, noiseCounts: 0.5 }

const peakCounts = (rms: number, unitsPerVolt: number): number => (Math.SQRT2 * rms * codes) / (unitsPerVolt * referenceV)

export const mainsInput = ({ voltageV, frequencyHz = 50 }: Wave & { readonly voltageV: number }): Signal => ({
  ...common,
  frequencyHz,
  amplitudeCounts: peakCounts(voltageV, calibration),
})

export const clampInput = ({ currentA, powerFactor = 1, exports = false, frequencyHz = 50 }: Load): Signal => ({
  ...common,
  frequencyHz,
  amplitudeCounts: peakCounts(currentA, clampRatio / burdenOhm),
  phaseRad: (clampLeadDegrees * Math.PI) / 180 - Math.acos(powerFactor) + (exports ? Math.PI : 0),
})

/** Of the driver, with a clamp for each id. Published each second. */
export const boardSettings = (spi: string, currents: readonly string[]) => {
  const clamp = { transformer: '100A/50mA', burden: `${burdenOhm}ohm`, phase: `${clampLeadDegrees}deg` }
  return {
    driver: 'mcp3208',
    spi,
    publish: '1s',
    voltages: { mains: { channel: 0, calibration } },
    currents: Object.fromEntries(currents.map((id, at) => [id, { channel: at + 1, ...clamp }])),
  }
}
