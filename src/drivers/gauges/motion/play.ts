/** How far the needle lags behind its motor: it follows a motor that has turned round only after the play of the gears. Whole steps. */
export class Play {
  /** What of the play an upward motion has taken up. */
  #takenUp = 0
  #backlashSteps = 0
  #lowestSteps = 0

  resize(backlashSteps: number, lowestSteps: number): void {
    this.#backlashSteps = backlashSteps
    this.#lowestSteps = lowestSteps
    this.#takenUp = Math.min(this.#takenUp, backlashSteps)
  }

  move(direction: 1 | -1): void {
    this.#takenUp = this.#after(direction)
  }

  /** Where to go first, to come up to the target with all play taken up; null: the straight way does. `turnSteps`: where the motor turns round first. */
  detourSteps(positionSteps: number, turnSteps: number, targetSteps: number): number | null {
    const wantedSteps = Math.min(this.#backlashSteps, targetSteps - this.#lowestSteps)
    const climbSteps = targetSteps - turnSteps
    const takenUp = this.#after(turnSteps - positionSteps) + climbSteps
    return wantedSteps <= 0 || (climbSteps >= 0 && takenUp >= wantedSteps) ? null : targetSteps - wantedSteps
  }

  #after(steps: number): number {
    return Math.min(this.#backlashSteps, Math.max(0, this.#takenUp + steps))
  }
}
