import type { Circuit, CircuitState } from '../../src/simulation/circuit.ts'

/** A circuit that is as it is set until it is set otherwise. */
export interface SettableCircuit extends Circuit {
  state: CircuitState
}

/** 230 V, 50 Hz, 920 W at a power factor of 0.8: 5 A. */
export function steadyCircuit(state: Partial<CircuitState> = {}): SettableCircuit {
  return {
    state: { voltageV: 230, currentA: 5, activePowerW: 920, powerFactor: 0.8, frequencyHz: 50, ...state },
    at() {
      return this.state
    },
  }
}
