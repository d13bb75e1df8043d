import type { Circuit } from './circuit.ts'
import { setCurrent, setVoltage } from './circuitWave.ts'
import type { Mains } from './mains.ts'
import { Wave } from './wave.ts'

/** What drives an input of a converter: volts about the bias, at a time of the wire's monotonic clock in microseconds. */
export interface Input {
  voltsAt(atUs: number): number
}

/** What a transformer of either kind is connected to. */
interface Connection {
  readonly circuit: Circuit
  readonly mains: Mains
  /** By how much of a cycle this conductor lags behind the house's first one: 1/3 and 2/3 in another phase, 1/2 on the other leg of a split phase. */
  readonly lag: number
}

export interface VoltageTransformer extends Connection {
  /** Mains volts for a volt at the input. */
  readonly voltsPerVolt: number
  readonly leadDegrees: number
}

export interface CurrentClamp extends Connection {
  /** Negative where the clamp stands the other way round. */
  readonly ampsPerVolt: number
  /** By the current in amperes rms: clamps shift more at low current. */
  readonly leadDegreesAt: (currentA: number) => number
}

export const voltageTransformer = ({ voltsPerVolt, leadDegrees, ...connection }: VoltageTransformer): Input =>
  new FrontEnd(connection, (wave, wallMs) => {
    setVoltage(wave, connection.circuit.at(wallMs))
    wave.scale(1 / voltsPerVolt)
    lead(wave, leadDegrees)
  })

export const currentClamp = ({ ampsPerVolt, leadDegreesAt, ...connection }: CurrentClamp): Input =>
  new FrontEnd(connection, (wave, wallMs) => {
    const state = connection.circuit.at(wallMs)
    setCurrent(wave, state)
    wave.scale(1 / ampsPerVolt)
    lead(wave, leadDegreesAt(state.currentA))
  })

/** A transformer's magnetising inductance is a high-pass of first order, far above its corner: the lead falls with the frequency, the gain is that of the ratio. */
function lead(wave: Wave, degrees: number): void {
  const radians = (degrees * Math.PI) / 180
  wave.advance((harmonic) => radians / harmonic)
}

/** Its wave is made anew at each look at the house, and evaluated in between: nothing is allocated then. */
class FrontEnd implements Input {
  readonly #mains: Mains
  readonly #lag: number
  readonly #shape: (wave: Wave, wallMs: number) => void
  readonly #wave = new Wave()
  #step = -1

  constructor({ mains, lag }: Connection, shape: (wave: Wave, wallMs: number) => void) {
    this.#mains = mains
    this.#lag = lag
    this.#shape = shape
  }

  voltsAt(atUs: number): number {
    const cycles = this.#mains.cyclesAt(atUs) - this.#lag
    if (this.#mains.step !== this.#step) this.#follow()
    return this.#wave.at(cycles)
  }

  #follow(): void {
    this.#step = this.#mains.step
    this.#shape(this.#wave, this.#mains.wallMs)
  }
}
