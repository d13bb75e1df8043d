import { Mechanism } from '../../src/drivers/gauges/mechanism.ts'
import { shortestTravelS } from '../../src/drivers/gauges/motion/limits.ts'
import { Train } from '../../src/drivers/gauges/motion/train.ts'
import { gaugesSettings } from '../../src/drivers/gauges/settings.ts'
import { SimulatedMotor } from '../../src/drivers/gauges/motor.ts'
import { longestPieceUs, type Level, type NextPiece } from '../../src/hardware/ports.ts'
import { simulatedGpio } from '../../src/hardware/simulated/gpio.ts'
import { fakeClock } from '../../test/support/fakeClock.ts'

/** 300 degrees. */
const sweepSteps = 3_600

/** A way to move the four needles from 0 to the end. */
export interface Way {
  readonly optimumMs: number
  /** Begins a new sweep. */
  begin(): NextPiece
}

export interface Sweep {
  /** From the command until all needles rest. */
  readonly sweepMs: number
  readonly waves: number
  readonly lostSteps: number
  /** All needles begin within a millisecond, and end so. */
  readonly isSimultaneous: boolean
}

const scale = { min: 0, max: 100, zero: '0deg' }
const wiring = [
  [4, 17],
  [22, 18],
  [23, 24],
  [27, 25],
] as const

const settings = gaugesSettings.parse({
  gauges: Object.fromEntries(wiring.map(([dir, step]) => [`gauge_${step}`, { dir, step, scale }])),
})

export const ours: Way = {
  optimumMs: shortestTravelS(sweepSteps, settings) * 1000,
  begin() {
    const mechanism = new Mechanism(settings, true, { lost: () => undefined, homed: () => undefined })
    for (const track of mechanism.tracks) {
      track.stands(0)
      track.wantedSteps = sweepSteps
    }
    return (joined) => mechanism.next(joined)
  },
}

/** One after another, at the speed from which a needle can start and stop. */
export const rampless: Way = {
  optimumMs: ours.optimumMs,
  begin() {
    const train = new Train(settings.gauges)
    const everyUs = 1e6 / settings.startSpeedStepsPerS
    let given = 0
    let fromUs = 0
    return () => {
      const steps = settings.gauges.map((): { atUs: number; direction: 1 }[] => [])
      for (; given * everyUs < fromUs + longestPieceUs && given < settings.gauges.length * sweepSteps; given++)
        steps[Math.floor(given / sweepSteps)]?.push({ atUs: Math.floor(given * everyUs) - fromUs, direction: 1 })
      fromUs += longestPieceUs
      return steps.some(({ length }) => length > 0) || train.pendingUs > 0 ? train.piece(longestPieceUs, steps) : null
    }
  },
}

const longestMs = 60_000

/** On the simulated waves and motors, under a clock of its own. */
export async function sweep(way: Way): Promise<Sweep> {
  const clock = fakeClock()
  const gpio = simulatedGpio(clock)
  const needles = settings.gauges.map(({ stepPin, dirPin }) => new Needle(stepPin, dirPin))
  for (const needle of needles) needle.attach(gpio)
  const next = way.begin()
  const durationsUs: number[] = []
  const noted: NextPiece = (joined) => {
    const piece = next(joined)
    if (piece !== null) durationsUs.push(piece.durationUs)
    return piece
  }
  const over = new AbortController()
  const player = await gpio.waves({ pins: needles.flatMap(({ pins }) => pins), consumer: 'benchmark' }, noted, over.signal)
  player.wake()
  await clock.advance(longestMs)
  over.abort()
  const endUs = clock.monotonicMs() * 1000
  const [firsts, lasts] = [needles.map(({ firstUs }) => firstUs), needles.map(({ lastUs }) => lastUs)]
  return {
    sweepMs: durationsUs.reduce((sum, durationUs) => sum + durationUs, 0) / 1000,
    waves: durationsUs.length,
    lostSteps: needles.reduce((sum, { motor }) => sum + Math.abs(sweepSteps - motor.positionSteps(endUs)), 0),
    isSimultaneous: spread(firsts) <= 1_000 && spread(lasts) <= 1_000,
  }
}

const spread = (values: number[]) => Math.max(...values) - Math.min(...values)

/** A simulated motor at its two pins, and when it was stepped. */
class Needle {
  readonly motor = new SimulatedMotor({ startSteps: 0 })
  readonly pins: readonly [step: number, dir: number]
  firstUs = Number.POSITIVE_INFINITY
  lastUs = Number.NEGATIVE_INFINITY

  constructor(stepPin: number, dirPin: number) {
    this.pins = [stepPin, dirPin]
    this.motor.set('reset', 1, 0)
  }

  attach(gpio: ReturnType<typeof simulatedGpio>): void {
    const [step, dir] = this.pins
    const attach = (pin: number, driven: (level: Level, atUs: number) => void) => gpio.attach(pin, { level: 0, edges: () => [], driven })
    attach(dir, (level, atUs) => this.motor.set('dir', level, atUs))
    attach(step, (level, atUs) => {
      this.motor.set('step', level, atUs)
      if (level === 0) return
      this.firstUs = Math.min(this.firstUs, atUs)
      this.lastUs = atUs
    })
  }
}
