import type { Observer } from '../observer.ts'

export interface ShownPower {
  /** How often a power was shown before the second pulse, from which on there is one. */
  readonly early: number
  /** W, from the second pulse to the last. */
  readonly shownW: readonly number[]
  /** The farthest that one of them was from what the pulses around that time really stood for. */
  readonly errorPercent: number
}

/** How long before a power was heard it may have been measured, and told. */
const tellingUs = 2_000_000

/**
 * What was shown as a meter's power, against the intervals that its pulses really had: a pause of the machine makes one late, which is no
 * fault of who measures it. `pulsesUs`: when they began, by the kernel's clock; each is 1 Wh.
 */
export function shownPower({ heard }: Observer, id: string, pulsesUs: readonly number[]): ShownPower {
  const kernelMs = Number(process.hrtime.bigint()) / 1e6 - performance.now()
  const told = heard.flatMap(({ topic, payload, atMs }) => {
    const watts: unknown = topic === `energy-monitor/house/${id}` ? JSON.parse(payload).power : null
    return typeof watts === 'number' ? [{ watts, atUs: (kernelMs + atMs) * 1000 }] : []
  })
  const [secondUs = NaN, lastUs = NaN] = [pulsesUs[1], pulsesUs.at(-1)]
  const shown = told.filter(({ atUs }) => atUs >= secondUs && atUs < lastUs)
  return {
    early: told.filter(({ atUs }) => atUs < secondUs).length,
    shownW: shown.map(({ watts }) => watts),
    errorPercent: Math.max(...shown.map(({ watts, atUs }) => 100 * errorOf(watts, powersAround(atUs, pulsesUs)))),
  }
}

type Range = readonly [lowestW: number, highestW: number]

/** Between two intervals the power falls from the one to the other, or jumps. */
function powersAround(atUs: number, pulsesUs: readonly number[]): Range[] {
  const near = pulsesUs.filter((us) => Math.abs(us - atUs) < tellingUs)
  const powers = near.slice(1).map((us, i) => 3.6e9 / (us - (near[i] ?? NaN)))
  return powers.map((watts, i) => [Math.min(watts, powers[i + 1] ?? watts), Math.max(watts, powers[i + 1] ?? watts)])
}

const errorOf = (watts: number, ranges: readonly Range[]) =>
  Math.min(...ranges.map(([lowestW, highestW]) => Math.max(0, lowestW / watts - 1, watts / highestW - 1)))
