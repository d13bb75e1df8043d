import type { Slave } from '../hardware/simulated/slave.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Circuit } from './circuit.ts'

/** Where a simulated device is installed: what it measures, what it is wired to, and the time it lives in. */
export interface Site {
  readonly circuit: Circuit
  readonly wires: Wires
  readonly clock: Clock
}

/** The simulated ends of all wires that a driver may have; each takes a device until the function it returns is called. */
export interface Wires {
  readonly serial: { attach(port: string, slave: Slave): () => void }
}
