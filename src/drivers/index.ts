import type { Rows } from '../entities/rows.ts'
import type { Site } from '../simulation/site.ts'
import type { AnyDriver, Driver, Ports } from './driver.ts'
import { pzem } from './pzem/pzem.ts'
import { simulatePzem } from './pzem/simulated.ts'

/** A device that the settings may name, whatever its types are. */
export interface DeviceKind {
  readonly driver: AnyDriver
  /** Installs the simulated device that these settings (as the driver's schema made them) describe; the function that is returned takes it away. */
  simulate(settings: unknown, site: Site): () => void
}

/** A driver and the simulator of its chip, which take the same settings. */
const kind = <S, R extends Rows, P extends keyof Ports>(driver: Driver<S, R, P>, simulate: (settings: S, site: Site) => () => void) => ({
  driver,
  simulate,
})

/** All of them. A new device is one folder, one line here and one test. */
export const deviceKinds: readonly DeviceKind[] = [kind(pzem, simulatePzem)]
