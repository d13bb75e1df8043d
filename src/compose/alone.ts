import type { DeviceKind } from '../drivers/index.ts'
import type { Ports } from '../drivers/driver.ts'
import { Devices } from '../entities/devices.ts'
import { ConfigError, DeviceError } from '../entities/errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Files } from '../runtime/files.ts'
import { Fleet } from '../runtime/fleet.ts'
import { openState } from '../runtime/ledger.ts'
import type { Log } from '../runtime/log.ts'
import type { DeviceSettings } from '../settings/settings.ts'
import type { Asked } from './asking.ts'
import { machineLines } from './lines.ts'
import { realPorts } from './real.ts'
import { simulatedSite } from './simulated.ts'
import { noSources } from './sources.ts'

export interface AloneOptions {
  readonly kind: DeviceKind
  readonly device: DeviceSettings
  readonly clock: Clock
  readonly log: Log
}

type PortsFor = (device: DeviceSettings, signal: AbortSignal) => Ports

/** How long a device may take until it answers. */
const startMs = 10_000
const askAgainMs = 100

/** Runs one device of this machine, or of the simulated house, by itself. */
export function runAlone(options: AloneOptions): Promise<Asked> {
  const { kind, device, clock, log } = options
  return runOn(options, (_, signal) => {
    if (device.simulate === null) return { ...realPorts(machineLines(null, clock, log), clock, log), sources: noSources }
    const site = simulatedSite(clock, clock)
    site.install(kind, device, device.simulate, signal)
    return { ...site.ports, sources: noSources }
  })
}

/** Runs one device, so that it can be asked: nothing of it is published, and nothing is kept. */
export async function runOn({ kind, device, clock, log }: AloneOptions, ports: PortsFor): Promise<Asked> {
  const devices = new Devices()
  const state = await openState({ folder: '', files: noFiles, clock, log })
  const world = { devices, state, clock, log, random: Math.random, keys: '' }
  const fleet = new Fleet(world, () => kind.driver, ports)
  await fleet.apply([device], [])
  return {
    async ask(name, question) {
      const endMs = clock.monotonicMs() + startMs
      for (;;) {
        const answer = await fleet.ask(device.id, name, question).catch((error: unknown) => notYet(error, clock.monotonicMs() < endMs))
        if (answer !== notThere) return answer
        const problem = devices.get(device.id)?.problem ?? null
        if (problem !== null) throw new DeviceError(`${device.id}: ${problem}`)
        await clock.sleep(askAgainMs)
      }
    },
    reload: async () => null,
    stop: () => fleet.stop(),
  }
}

const notThere = Symbol('the device does not answer yet')

/** A device that is still starting answers nothing. */
function notYet(error: unknown, hasTime: boolean): typeof notThere {
  if (error instanceof ConfigError && hasTime) return notThere
  throw error
}

/** A disk on which nothing stays. */
const noFiles: Files = {
  read: async () => null,
  open: async () => ({ write: async () => undefined, sync: async () => undefined, close: async () => undefined }),
  rename: async () => undefined,
  syncFolder: async () => undefined,
  makeFolder: async () => undefined,
}
