import { homingMoves } from '../../../../src/drivers/gauges/motion/homing.ts'
import { Movement } from '../../../../src/drivers/gauges/motion/movement.ts'
import { Needle } from '../../../../src/drivers/gauges/motion/needle.ts'
import { Train } from '../../../../src/drivers/gauges/motion/train.ts'
import { SimulatedMotor, type MotorLine } from '../../../../src/drivers/gauges/motor.ts'
import type { Level } from '../../../../src/hardware/ports.ts'

/** The time a rotor needs to come to rest. */
const settlingUs = 400_000

/** A change of a needle's line, by its absolute time. */
export type Listener = (needle: number, line: MotorLine, level: Level, atUs: number) => void

/** Needles, and the motors that their pieces drive: the needle `n` has STEP on pin 2n, DIR on pin 2n + 1. */
export class Rig {
  readonly needles: readonly Needle[]
  readonly motors: readonly SimulatedMotor[]
  readonly movement: Movement
  readonly #lines: readonly { readonly motor: SimulatedMotor; readonly line: MotorLine }[]
  atUs = 1_000

  /** `startSteps`: where each motor stands. The needles stand at 0, and the coils are on. */
  constructor(startSteps: readonly number[]) {
    this.needles = startSteps.map(() => new Needle(0))
    this.motors = startSteps.map((steps) => new SimulatedMotor({ startSteps: steps }))
    this.#lines = this.motors.flatMap((motor) => [{ motor, line: 'step' } as const, { motor, line: 'dir' } as const])
    this.movement = new Movement(this.needles, new Train(startSteps.map((_, index) => ({ stepPin: 2 * index, dirPin: 2 * index + 1 }))))
    for (const motor of this.motors) motor.set('reset', 1, this.atUs)
    this.rest()
  }

  /** One piece, and who else is told of its changes; false: nothing was left to do. */
  play(listener?: Listener): boolean {
    const piece = this.movement.next()
    if (piece === null) return false
    for (const { pin, level, atUs } of piece.changes) {
      const { motor, line } = present(this.#lines[pin])
      motor.set(line, level, this.atUs + atUs)
      listener?.(pin >> 1, line, level, this.atUs + atUs)
    }
    this.atUs += piece.durationUs
    return true
  }

  playAll(listener?: Listener): void {
    while (this.play(listener));
  }

  /** Nothing happens for so long that the rotors are at rest. */
  rest(): void {
    this.atUs += settlingUs
  }

  needle(index: number): Needle {
    return present(this.needles[index])
  }

  motor(index: number): SimulatedMotor {
    return present(this.motors[index])
  }

  /** Homes a needle that is at rest, while the others go on. */
  home(index: number, fromSteps: number | null, listener?: Listener, speedStepsPerS = 1200): void {
    const needle = this.needle(index)
    const beginSteps = needle.positionSteps
    for (const { targetSteps, limits } of homingMoves({
      fromSteps,
      phaseSteps: beginSteps,
      limits: { speedStepsPerS, accelerationStepsPerS2: 60_000 },
    })) {
      needle.aim(beginSteps + targetSteps, limits)
      while (!needle.atRest) this.play(listener)
    }
    needle.place(0)
  }
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is none')
  return value
}
