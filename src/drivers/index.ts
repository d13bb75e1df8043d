import type { Rows } from '../entities/rows.ts'
import type { Site } from '../simulation/site.ts'
import type { AnyDriver, Driver, Kinds, Ports } from './driver.ts'
import { gauges } from './gauges/gauges.ts'
import { simulateGauges } from './gauges/simulated.ts'
import { mcp3208 } from './mcp3208/mcp3208.ts'
import { simulateMcp3208 } from './mcp3208/simulated.ts'
import { pulse } from './pulse/pulse.ts'
import { simulatePulse } from './pulse/simulated.ts'
import { pzem } from './pzem/pzem.ts'
import { simulatePzem } from './pzem/simulated.ts'

/** A device that the settings may name, whatever its types are. */
export interface DeviceKind {
  readonly driver: AnyDriver
  /** Installs the simulated device that these settings (as the driver's schema made them) describe; the function that is returned takes it away. */
  simulate(settings: unknown, site: Site): () => void
}

/** A driver and the simulator of its chip, which take the same settings. */
const kind = <S, R extends Rows, P extends keyof Ports, K extends Kinds>(
  driver: Driver<S, R, P, K>,
  simulate: (settings: S, site: Site) => () => void,
) => ({ driver, simulate })

/** All of them. A new device is one folder, one line here and one test. */
export const deviceKinds: readonly DeviceKind[] = [
  kind(gauges, simulateGauges),
  kind(mcp3208, simulateMcp3208),
  kind(pulse, simulatePulse),
  kind(pzem, simulatePzem),
]
