import type { SourceSettings } from '../../../src/entities/source.ts'
import { Devices, type DeviceDescription } from '../../../src/entities/devices.ts'
import type { ConnectCore } from '../../../src/homeassistant/core.ts'
import { openSources, type SourcesWorld } from '../../../src/sources/sources.ts'
import { completeRows } from '../../../src/entities/completeRows.ts'
import { energy, power, powerFactor, voltage } from '../../../src/entities/quantities.ts'
import { fakeBroker } from '../../support/fakeBroker.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { listedLog } from '../../support/listedLog.ts'

export const boiler = (rows: DeviceDescription['rows'] = {}): DeviceDescription => ({
  id: 'boiler',
  name: 'Hot water',
  manufacturer: 'm',
  model: 'm',
  publishMs: 10_000,
  steps: {},
  rows: completeRows({ voltage, power, energy, power_factor: powerFactor, mode: { platform: 'sensor' }, ...rows }),
})

const noCore: ConnectCore = () => {
  throw new Error('this test has no Home Assistant')
}

/** Sources over a broker in memory. The program's clock and the real one are told to advance each by itself. */
export function sourcesWorld(more: Partial<SourcesWorld> = {}) {
  const [devices, broker, clock, realClock, { log, lines }] = [new Devices(), fakeBroker(), fakeClock(), fakeClock(), listedLog()]
  const connectBroker = (signal: AbortSignal) => broker.client('sources')(null, signal)
  const sources = openSources({ devices, connectBroker, connectCore: noCore, clock, realClock, log, random: () => 0, ...more })
  const stop = new AbortController()
  const open = (from: string, settings: Partial<SourceSettings> = {}, signal = stop.signal) =>
    sources.open({ from, fromUnit: 'V', unit: 'V', maxAgeMs: 60_000, ...settings }, signal)
  return { devices, broker, clock, realClock, lines, sources, stop, open }
}
