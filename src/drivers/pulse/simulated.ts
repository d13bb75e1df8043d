import type { Edge, Level } from '../../hardware/ports.ts'
import type { PinDriver } from '../../hardware/simulated/gpio.ts'
import type { Clock } from '../../runtime/clock.ts'
import { chance } from '../../simulation/chance.ts'
import type { Circuit } from '../../simulation/circuit.ts'
import { gasFlowM3ph, waterFlowLpm } from '../../simulation/pipes.ts'
import type { Site } from '../../simulation/site.ts'
import { quantities, type Measures, type Way } from './measured.ts'
import type { PulseSettings } from './settings.ts'

/** Wires an output of the meter to each of its inputs; the function that is returned takes them away. */
export function simulatePulse(settings: PulseSettings, { circuit, wires, clock }: Site): () => void {
  const detach = settings.inputs.map(({ pin, way, perPulse }) => {
    const flow = flowOf(settings.measures, way, circuit)
    const perPulseRate = perPulse.amount * quantities[settings.measures].ratePerTotal
    return wires.gpio.attach(pin, new SimulatedPulses({ settings, flow, perPulse: perPulseRate, clock, seed: pin }))
  })
  return () => {
    for (const each of detach) each()
  }
}

/** What flows at an instant of wall time: W, L/min or m³/h. */
type FlowAt = (wallMs: number) => number

function flowOf(measures: Measures, way: Way, circuit: Circuit): FlowAt {
  if (measures === 'water') return waterFlowLpm
  if (measures === 'gas') return gasFlowM3ph
  const powerW = (wallMs: number) => circuit.at(wallMs).activePowerW
  if (way === 'import') return (wallMs) => Math.max(0, powerW(wallMs))
  return way === 'export' ? (wallMs) => Math.max(0, -powerW(wallMs)) : (wallMs) => Math.abs(powerW(wallMs))
}

export interface SimulatedPulsesOptions {
  readonly settings: Pick<PulseSettings, 'activeLevel' | 'widthUs' | 'gapUs' | 'maxRate'>
  readonly flow: FlowAt
  /** What a pulse stands for, in the unit of the flow times seconds. */
  readonly perPulse: number
  readonly clock: Clock
  /** Another number is another contact: other bounce, other noise. */
  readonly seed: number
}

/** S0 gives 30 ms at the least. */
const usualWidthUs = 30_000
const stepUs = 1_000_000
/** A contact bounces for less than this. */
const bounceUs = 1_000
/** Where the limits are shorter, nobody would have wired a contact that bounces. */
const bouncingLimitUs = 2 * bounceUs
const spikeLikelihood = 0.02
const spikeUs = 150

/**
 * The pulse output of a meter: what flows is integrated on the program's clock, second by second, and each whole pulse begins at its
 * exact time. Contacts bounce at both ends, and now and then a spike of noise follows.
 */
export class SimulatedPulses implements PinDriver {
  readonly #options: SimulatedPulsesOptions
  readonly #widthUs: number
  readonly #bounces: boolean
  /** Edges that are certain, but still to come. */
  #ahead: Edge[] = []
  #level: Level
  /** How much of the next pulse has flowed. */
  #flowed: number
  #pulses = 0
  #atUs: number | null = null

  constructor(options: SimulatedPulsesOptions) {
    const { activeLevel, widthUs, gapUs, maxRate } = options.settings
    this.#options = options
    const shortestUs = (options.perPulse * 1e6) / maxRate
    this.#widthUs = Math.max(1.5 * widthUs, Math.min(usualWidthUs, shortestUs * 0.4))
    this.#bounces = Math.min(widthUs, gapUs) >= bouncingLimitUs
    this.#level = activeLevel === 1 ? 0 : 1
    this.#flowed = chance(options.seed, 700) * options.perPulse
  }

  get level(): Level {
    return this.#level
  }

  edges(fromUs: number, toUs: number): readonly Edge[] {
    if (this.#atUs === null || fromUs > this.#atUs) this.#begin(fromUs)
    this.#flowUntil(toUs)
    const due = this.#ahead.filter(({ atUs }) => atUs <= toUs)
    this.#ahead = this.#ahead.slice(due.length)
    this.#level = due.at(-1)?.level ?? this.#level
    return due
  }

  /** Nobody looked for a while: the line is at rest again. */
  #begin(fromUs: number): void {
    this.#atUs = fromUs
    this.#ahead = []
    this.#level = this.#restLevel
  }

  get #restLevel(): Level {
    return this.#options.settings.activeLevel === 1 ? 0 : 1
  }

  #flowUntil(toUs: number): void {
    const { clock, flow, perPulse } = this.#options
    const wallOffsetMs = clock.wallMs() - clock.monotonicMs()
    for (let fromUs = this.#atUs ?? toUs; fromUs < toUs;) {
      const wallS = Math.floor((wallOffsetMs * 1000 + fromUs) / stepUs)
      const endUs = Math.min(toUs, Math.max(fromUs + 1, (wallS + 1) * stepUs - wallOffsetMs * 1000))
      const perUs = flow(wallS * 1000) / 1e6
      for (let neededUs = (perPulse - this.#flowed) / perUs; fromUs + neededUs <= endUs; neededUs = perPulse / perUs) {
        fromUs += neededUs
        this.#flowed = 0
        this.#pulse(fromUs)
      }
      this.#flowed += perUs * (endUs - fromUs)
      fromUs = endUs
    }
    this.#atUs = toUs
  }

  #pulse(beginUs: number): void {
    const draw = (what: number) => chance(this.#options.seed, this.#pulses, what)
    this.#pulses++
    if (beginUs <= (this.#ahead.at(-1)?.atUs ?? -Infinity)) return
    const endUs = beginUs + this.#widthUs
    this.#active(beginUs, endUs, draw)
    if (draw(5) < spikeLikelihood && this.#bounces) this.#signal(endUs + 2 * this.#options.settings.gapUs, spikeUs)
  }

  /** Flickers up to three times within the first part of a millisecond at both ends. */
  #active(beginUs: number, endUs: number, draw: (what: number) => number): void {
    const flickers = this.#bounces ? Math.floor(draw(1) * 4) : 0
    const partUs = bounceUs / 8
    for (let i = 0; i < flickers; i++) this.#signal(beginUs + 2 * i * partUs, partUs * (0.2 + 0.6 * draw(10 + i)))
    this.#signal(beginUs + 2 * flickers * partUs, endUs - beginUs - 2 * flickers * partUs)
    for (let i = 0; i < flickers; i++) this.#signal(endUs + (2 * i + 1) * partUs, partUs * (0.2 + 0.6 * draw(20 + i)))
  }

  #signal(atUs: number, lastsUs: number): void {
    const rest = this.#restLevel
    this.#ahead.push({ level: rest === 1 ? 0 : 1, atUs: Math.round(atUs) }, { level: rest, atUs: Math.round(atUs + lastsUs) })
  }
}
