import { parse } from 'yaml'
import { gauges } from '../../../src/drivers/gauges/gauges.ts'
import { gaugesSettings } from '../../../src/drivers/gauges/settings.ts'
import { simulatedMotors } from '../../../src/drivers/gauges/simulated.ts'
import type { Sources } from '../../../src/entities/source.ts'
import type { Gpio } from '../../../src/hardware/ports.ts'
import { simulatedGpio } from '../../../src/hardware/simulated/gpio.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { emptyMemory, runOnTestLine, type Memory, type TestRun } from '../../support/testLine.ts'
import { ToldSource } from './support/toldSource.ts'

/** Four needles of one board. */
export const fourGauges = `
reset: 26
status_led: { pin: 5 }
gauges:
  solar: { dir: 4, step: 17, scale: { min: 0, max: 8000, unit: W } }
  grid: { dir: 22, step: 18, scale: { min: -4000, max: 4000, unit: W } }
  battery: { dir: 23, step: 24, scale: { min: 0, max: 100, unit: '%', reversed: true } }
  price: { dir: 27, step: 25, scale: { min: 0, max: 50, unit: ct/kWh } }
`

/** One needle without a RESET line, with further keys of its own and of the board. */
export const oneGauge = (keys = '', board = '') =>
  `{ gauges: { solar: { dir: 4, step: 17, scale: { min: 0, max: 300, zero: 0deg }, ${keys} } }, ${board} }`

export interface World {
  readonly memory?: Memory
  /** Where the rotors stand. */
  readonly startSteps?: readonly number[]
  readonly wallMs?: number
  /** False: as on a board without pigpio. */
  readonly exact?: boolean
}

/** Long enough to home from anywhere. */
const homingMs = 5_000

/** The driver on simulated waves, with simulated motors at its pins. */
export function onMotors(settings: string = fourGauges, { memory = emptyMemory(), startSteps = [], wallMs, exact = true }: World = {}) {
  const clock = fakeClock(wallMs)
  let heldMs = 0
  const wires = { ...clock, monotonicMs: () => clock.monotonicMs() + heldMs }
  const gpio = simulatedGpio(clock, wires)
  const own = gaugesSettings.parse(parse(settings))
  const { motors, drivers } = simulatedMotors(own, startSteps)
  /** What the program has driven each pin to. */
  const levels = new Map<number, 0 | 1>()
  /** Of the pins by number: what takes each off. */
  const detach = new Map<number, () => void>()
  let toldUs = 0
  const world = { onChange: (_pin: number, _level: 0 | 1): void => undefined }
  for (const [pin, driver] of drivers) {
    const driven = (level: 0 | 1, atUs: number) => {
      driver.driven?.(level, atUs)
      toldUs = Math.max(toldUs, Math.round(atUs))
      levels.set(pin, level)
      world.onChange(pin, level)
    }
    detach.set(pin, gpio.attach(pin, { ...driver, driven }))
  }
  const told = new Map<string, ToldSource>()
  const source = (from: string): ToldSource => {
    const found = told.get(from) ?? new ToldSource()
    told.set(from, found)
    return found
  }
  const sources: Sources = { open: ({ from }) => source(from) }
  const nowUs = () => Math.round(wires.monotonicMs() * 1000)
  const waves: Gpio['waves'] = async (...asked) => ({ ...(await gpio.waves(...asked)), exact })
  const run = () => runOnTestLine(gauges, own, { gpio: { ...gpio, waves }, sources }, clock, { memory })
  const hall = {
    clock,
    gpio,
    own,
    memory,
    motors,
    levels,
    detach,
    world,
    source,
    run,
    /** Runs until all needles are homed, and where they are wanted. */
    async started(): Promise<TestRun> {
      const running = run()
      await clock.advance(homingMs)
      return running
    },
    /** The program stands still for so long, the waves go on. */
    holdUp: (ms: number) => void (heldMs += ms),
    /** Where the rotors were in motion, at the latest change that the motors were told: they are told some ms late. */
    seen: () => motors.map((motor) => motor.positionSteps(toldUs)),
    /** Where the rotors rest, in steps above their stops. */
    rotors: () => motors.map((motor) => motor.positionSteps(nowUs())),
  }
  return hall
}

export type Hall = ReturnType<typeof onMotors>

/** The user sets a needle's target. */
export const ask = (run: TestRun, id: string, value: number) => run.part(id).ask({ entity: 'target', value })

/** Stops it, and returns how long that took, ms. */
export async function stopped({ clock }: Hall, run: TestRun): Promise<number> {
  const beganMs = clock.monotonicMs()
  run.stop()
  while (run.outcome === undefined && clock.monotonicMs() - beganMs < 10_000) await clock.advance(10)
  return clock.monotonicMs() - beganMs
}
