import { straight, type Approach } from '../../../../src/drivers/gauges/motion/aim.ts'
import type { MotionLimits } from '../../../../src/drivers/gauges/motion/limits.ts'
import { highestSteps, type Act } from './course.ts'
import { present, Rig, type Listener } from './rig.ts'
import { Witness } from './witness.ts'

/** Four needles that play a course, each under a witness. */
class Voyage {
  readonly #rig = new Rig([0, 0, 0, 0])
  readonly #witnesses = this.#rig.needles.map(() => new Witness(highestSteps))
  readonly #backlashSteps = [0, 0, 0, 0]
  readonly #limited: (limits: MotionLimits) => MotionLimits
  readonly #listener: Listener = (needle, line, level, atUs) => {
    if (line === 'dir') this.#witness(needle).turned(level === 0)
    else if (level === 1) this.#witness(needle).stepped(atUs)
  }

  constructor(limited: (limits: MotionLimits) => MotionLimits) {
    this.#limited = limited
  }

  get faults(): readonly string[] {
    return this.#witnesses.flatMap(({ faults }) => faults)
  }

  act({ what, needle, targetSteps, limits, approach, pieces }: Act): void {
    const within = this.#limited(limits)
    if (what === 'aim') this.#aim(needle, targetSteps, within, approach)
    if (what === 'stop') this.#aim(needle, this.#rig.needle(needle).stopSteps, within, straight)
    if (what === 'rest') this.rest()
    if (what === 'home' || what === 'homeRemembered') this.#home(needle, what === 'homeRemembered')
    for (let piece = 0; piece < pieces; piece++) this.#rig.play(this.#listener)
  }

  /** All go where they were sent, and their rotors with them. */
  rest(): void {
    this.#rig.playAll(this.#listener)
    this.#rig.rest()
    for (const [index, needle] of this.#rig.needles.entries()) {
      const { faults, positionSteps, takenUpSteps } = this.#witness(index)
      const lostSteps = this.#rig.motor(index).lostSteps(this.#rig.atUs)
      if (lostSteps !== 0) faults.push(`${Math.abs(lostSteps)} lost`)
      if (positionSteps !== needle.targetSteps || needle.positionSteps !== positionSteps) faults.push(`rests at ${positionSteps}`)
      const wantedSteps = Math.min(present(this.#backlashSteps[index]), positionSteps)
      if (takenUpSteps < wantedSteps) faults.push(`took up ${takenUpSteps} in place of ${wantedSteps}`)
    }
  }

  #aim(index: number, targetSteps: number, limits: MotionLimits, approach: Approach): void {
    const needle = this.#rig.needle(index)
    this.#witness(index).aimed(this.#rig.atUs, limits, needle.atRest)
    this.#witness(index).loosened(approach.backlashSteps)
    this.#backlashSteps[index] = approach.backlashSteps
    needle.aim(targetSteps, limits, approach)
  }

  #home(index: number, isRemembered: boolean): void {
    const witness = this.#witness(index)
    while (!this.#rig.needle(index).atRest) this.#rig.play(this.#listener)
    witness.homing = true
    witness.aimed(this.#rig.atUs, { speedStepsPerS: 1200, accelerationStepsPerS2: 12_000 }, true)
    this.#rig.home(index, isRemembered ? witness.positionSteps : null, this.#listener)
    this.#rig.motor(index).recount(this.#rig.atUs)
    witness.homing = false
    witness.positionSteps = 0
    witness.loosened(0)
    this.#backlashSteps[index] = 0
  }

  #witness(index: number): Witness {
    return present(this.#witnesses[index])
  }
}

/** Plays a course to the rest of all needles. Returns what went wrong, each in a few words; nothing: all went well. `limited`: what becomes of the limits. */
export function faultsOf(acts: readonly Act[], limited: (limits: MotionLimits) => MotionLimits = (limits) => limits): readonly string[] {
  const voyage = new Voyage(limited)
  for (const act of acts) voyage.act(act)
  voyage.rest()
  return voyage.faults
}
