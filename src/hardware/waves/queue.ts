import { DeviceError } from '../../entities/errors.ts'
import type { WaveEngine, WavePulse } from './engine.ts'

/**
 * How much is queued ahead at least, at most a piece more. About so long may the program be held up before the outputs rest in the middle
 * of a motion, and so long it takes until a new target shows.
 */
const aheadUs = 100_000
/** Of all sizes (see train.ts) that many fit into pigpio's 25 016 control blocks, 1 180 of which are its own: 7 * (2 * 1666 + 3) = 23 345. */
const mostWaves = 7
/** So shortly before the end nothing more is made to be linked to it. */
const makingUs = 5_000
/** So shortly before the end nothing more is linked to it: pigpio would not play what comes too late. */
const linkingUs = 200
/** What was linked so shortly before the end, or after it, may have come too late: pigpio says nothing of that. */
const lateUs = 50
/** pigpio begins a wave with a delay of its own. */
const startUs = 20
/** By our own clock, that much too early is no end. */
const earlyUs = 5_000
/** No wave is a tenth as long. */
const stillUs = 1_000_000

interface Wave {
  readonly id: number
  readonly durationUs: number
}

/**
 * Waves one after another without a gap. One that follows another is linked to the end of that one in good time: pigpio reads there where
 * to go on when it begins with the last delay. From rest a wave is never linked: it would be to one that has ended, perhaps to itself.
 */
export class WaveQueue {
  #made: Wave[] = []
  /** The first one plays. */
  #sent: Wave[] = []
  #endUs = 0
  #firstSinceUs = 0
  readonly #engine: WaveEngine
  readonly #nowUs: () => number

  constructor(engine: WaveEngine, nowUs: () => number) {
    this.#engine = engine
    this.#nowUs = nowUs
  }

  get isEmpty(): boolean {
    return this.#sent.length + this.#made.length === 0
  }

  get takesMore(): boolean {
    if (this.#sent.length + this.#made.length >= mostWaves || this.queuedUs >= aheadUs) return false
    return this.#sent.length === 0 || this.#made.length > 0 || this.#leftUs >= makingUs
  }

  /** How long all that there is will play. */
  get queuedUs(): number {
    return Math.max(this.#leftUs, 0) + durationOf(this.#made)
  }

  make(pulses: WavePulse[], durationUs: number): void {
    this.#engine.waveAddNew()
    this.#engine.waveAddGeneric(pulses)
    this.#made.push({ id: this.#engine.waveCreate(), durationUs })
  }

  /** What comes too late to be linked stays, and is found after the end: by then there is a gap. */
  send(): void {
    for (const wave of this.#made.slice()) {
      if (this.#sent.length > 0 && this.#leftUs < linkingUs) return
      this.#sendNow(wave)
      this.#made.shift()
      this.#sent.push(wave)
    }
  }

  /** Gives back what has been played. */
  retire(): void {
    if (this.#sent.length === 0) return
    if (this.#engine.waveTxBusy() === 0) return this.#rest()
    const playing = this.#playing()
    const played = Math.max(
      0,
      this.#sent.findIndex(({ id }) => id === playing),
    )
    for (const { id } of this.#sent.splice(0, played)) this.#engine.waveDelete(id)
    const nowUs = this.#nowUs()
    if (played > 0) this.#firstSinceUs = nowUs
    if (nowUs - this.#firstSinceUs > stillUs) throw new DeviceError('the waves of pigpio stand still: does another program play sound?')
    if (playing !== null) this.#correctEnd(nowUs)
  }

  /** In the middle, for good. */
  stop(): void {
    this.#made = []
    this.#sent = []
    this.#engine.waveTxStop()
    this.#engine.waveClear()
  }

  get #leftUs(): number {
    return this.#sent.length === 0 ? 0 : this.#endUs - this.#nowUs()
  }

  #sendNow({ id, durationUs }: Wave): void {
    if (this.#sent.length > 0) {
      this.#engine.waveTxSend(id, this.#engine.WAVE_MODE_ONE_SHOT_SYNC)
      if (this.#leftUs < lateUs) throw tooLate()
      this.#endUs += durationUs
      return
    }
    this.#firstSinceUs = this.#nowUs()
    this.#endUs = this.#firstSinceUs + startUs + durationUs
    this.#engine.waveTxSend(id, this.#engine.WAVE_MODE_ONE_SHOT)
  }

  /** Null where pigpio cannot tell, as it may for an instant between two control blocks. */
  #playing(): number | null {
    try {
      return this.#engine.waveTxAt()
    } catch {
      return null
    }
  }

  /** pigpio's clock and ours drift apart in a long motion; the wave that plays tells how far at most. */
  #correctEnd(nowUs: number): void {
    const latestUs = nowUs + durationOf(this.#sent)
    const earliestUs = latestUs - (this.#sent[0]?.durationUs ?? 0)
    this.#endUs = Math.min(Math.max(this.#endUs, earliestUs), latestUs)
  }

  #rest(): void {
    if (this.#leftUs > earlyUs) throw new DeviceError('a wave of pigpio ended too early: does another program use pigpio?')
    // It was planned to follow without a gap, and nobody knows what one in the middle of a motion does.
    if (this.#made.length > 0) throw tooLate()
    this.#sent = []
    // The numbers begin again: of 250 waves pigpio would write beyond its memory.
    this.#engine.waveClear()
  }
}

const tooLate = () => new DeviceError('the program was held up while a wave of pigpio played: the next one came too late')

const durationOf = (waves: readonly Wave[]) => waves.reduce((sum, { durationUs }) => sum + durationUs, 0)
