// Runs inside the test machine, for the benchmark of pulses: the real driver on the real character device.
import { pulse } from '../../../src/drivers/pulse/pulse.ts'
import { linuxGpio } from '../../../src/hardware/linux/gpio/linuxGpio.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { listedLog } from '../../support/listedLog.ts'
import { gpioThread } from '../support/inVm/builtThread.ts'
import { emptyMemory, runOnTestLine } from '../../support/testLine.ts'
import { edgesOf } from '../support/inVm/edges.ts'
import { leave } from '../support/inVm/guest.ts'
import { playEdges } from '../support/inVm/playEdges.ts'
import { raiseChip } from '../support/inVm/simulatedChip.ts'

const meters = Number(process.env['METERS'] ?? 8)
const rateHz = Number(process.env['RATE_HZ'] ?? 1_000)
const seconds = Number(process.env['SECONDS'] ?? 10)

const chip = raiseChip({ label: 'pinctrl-rp1', lines: 54 })
const clock = systemClock()
const gpio = linuxGpio(() => ({ backend: 'auto', chip: null }), clock, listedLog().log, gpioThread)
const limits = { width: '0us', gap: '0us', max_power: '100000kW' }

const running = Array.from({ length: meters }, (_, place) => {
  const pin = 4 + place
  const own = pulse.settings.parse({ pin, rate: '1000imp/kWh', bias: 'down', ...limits })
  const memory = emptyMemory()
  return { pin, memory, device: runOnTestLine(pulse, own, { gpio }, clock, { memory }) }
})
await clock.sleep(500)

const played = await playEdges(
  chip,
  edgesOf(
    ...running.map(({ pin }) => ({ offset: pin, count: Math.round(rateHz * seconds), periodNs: 1e9 / rateHz, widthNs: 0.4e9 / rateHz })),
  ),
)
await clock.sleep(1_000)
leave('counted', {
  played: played.edges / 2,
  pulses: running.reduce((sum, { memory }) => sum + Math.round((memory.totals.get('energy') ?? 0) * 1000), 0),
  lostEdges: running.reduce((sum, { device }) => sum + Number(device.values['lost_edges'] ?? 0), 0),
  rejected: running.reduce((sum, { device }) => sum + Number(device.values['rejected_pulses'] ?? 0), 0),
  problems: running.map(({ device }) => device.problem),
  outcomes: running.map(({ device }) => (device.outcome === undefined ? null : String(device.outcome.error))),
})
for (const { device } of running) device.stop()
chip.remove()
