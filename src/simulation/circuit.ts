/** What a simulated meter is clamped to: the true values of one circuit of the simulated house at an instant. */
export interface Circuit {
  at(wallMs: number): CircuitState
}

/** Root mean square values; active power is positive for what the circuit consumes, or produces where it is a source (the meter of this kind has no direction). */
export interface CircuitState {
  voltageV: number
  currentA: number
  activePowerW: number
  powerFactor: number
  frequencyHz: number
}
