/** What a simulated meter is clamped to: the true values of one circuit of the simulated house at an instant. */
export interface Circuit {
  at(wallMs: number): CircuitState
}

/**
 * Root mean square values. Active power is positive for what the circuit consumes, or produces where it is a source; at the grid it is
 * negative while the house feeds in. What is reactive is inductive.
 */
export interface CircuitState {
  voltageV: number
  currentA: number
  activePowerW: number
  /** Without a sign. */
  powerFactor: number
  frequencyHz: number
}
