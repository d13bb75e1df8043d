import type { PinDriver } from '../hardware/simulated/gpio.ts'
import type { Slave } from '../hardware/simulated/slave.ts'
import type { SpiChip } from '../hardware/simulated/spiChip.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Circuit } from './circuit.ts'

/** Where a simulated device is installed: what it measures, what it is wired to, and the time it lives in. */
export interface Site {
  readonly circuit: Circuit
  /** Another circuit of the same house, for a device that measures several; null where there is none of that name. */
  circuitNamed(name: string): Circuit | null
  readonly wires: Wires
  readonly clock: Clock
}

/** The simulated ends of all wires that a driver may have; each takes a device until the function it returns is called. */
export interface Wires {
  readonly serial: { attach(port: string, slave: Slave): () => void }
  /** `device`: /dev/spidevB.N */
  readonly spi: { attach(device: string, chip: SpiChip): () => void }
  readonly gpio: { attach(pin: number, driver: PinDriver): () => void }
}
