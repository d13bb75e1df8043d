/** A step of a wave: what is switched, and the time until the next step. */
export interface WavePulse {
  /** BCM number, which is switched high; 0: none. */
  readonly gpioOn: number
  /** BCM number, which is switched low; 0: none. */
  readonly gpioOff: number
  /** Microseconds. */
  readonly usDelay: number
}

/** The waves of pigpio, in its own terms: what is used of the package's functions. Each throws where pigpio refuses. */
export interface WaveEngine {
  /** Kills what plays and starts. */
  readonly WAVE_MODE_ONE_SHOT: 0
  /** Starts where the wave that was sent last ends. */
  readonly WAVE_MODE_ONE_SHOT_SYNC: 2
  /** Forgets all waves; only while nothing plays. */
  waveClear(): void
  /** Begins an empty wave. */
  waveAddNew(): void
  waveAddGeneric(pulses: WavePulse[]): unknown
  /** The number of the wave made of what was added. */
  waveCreate(): number
  waveDelete(id: number): void
  waveTxSend(id: number, mode: 0 | 2): unknown
  /** The wave that plays. Throws also where none does. */
  waveTxAt(): number
  /** 0: nothing plays. */
  waveTxBusy(): number
  waveTxStop(): void
}
