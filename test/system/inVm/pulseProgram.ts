// Runs inside the test machine, for pulse.system.test.ts: the real program with meters on real lines and behind a real USB adapter.
import { setTimeout as pause } from 'node:timers/promises'
import { leave } from '../support/inVm/guest.ts'
import { type MonitoredHouse, monitorHouse } from '../support/inVm/monitoredHouse.ts'
import { besides, everyRate, few, meters, refused, sent } from '../support/inVm/pulsePlan.ts'
import { shownPower } from '../support/inVm/shownPower.ts'
import { raiseChip, type SimulatedChip } from '../support/inVm/simulatedChip.ts'
import { startUsbMeter, type UsbMeter } from '../support/inVm/usbMeter.ts'
import { watchLine } from '../support/inVm/watchedLine.ts'
import { waitFor } from '../support/waitFor.ts'

const rp1 = { label: 'pinctrl-rp1', lines: 54 }
const pulseMeters = Object.keys(meters)

/** Longer than the program takes to see that an input was active for the width of a pulse, or at rest for the gap. */
const seenMs = 200

const until = ({ seen }: MonitoredHouse, ids: readonly string[], online: boolean) =>
  waitFor(() => ids.every((id) => seen.isOnline(id) === online), `${ids.join(', ')} to be ${online ? 'online' : 'offline'}`, 60_000)

async function rates(chip: SimulatedChip, house: MonitoredHouse) {
  const over = new AbortController()
  const watched = (id: keyof typeof besides) => watchLine(besides[id], 'test', over.signal)
  const [steady, quick] = await Promise.all([watched('steady'), watched('quick')])
  const { worstLateNs } = await everyRate(chip)
  await pause(seenMs)
  over.abort(new Error('over'))
  const power = { steady: shownPower(house.seen, 'steady', steady.risesUs), quick: shownPower(house.seen, 'quick', quick.risesUs) }
  leave('power', { ...power, worstLateMs: worstLateNs / 1e6 })
  leave('grid', house.seen.values('grid', 'power'))
  leave('totals', await house.totals(sent))
  leave('bouncing', house.seen.state('bouncing'))
}

async function removal(first: SimulatedChip, house: MonitoredHouse): Promise<SimulatedChip> {
  first.remove()
  await until(house, pulseMeters, false)
  const chip = raiseChip(rp1)
  await until(house, pulseMeters, true)
  // The chip came back with a low line, which is no pulse.
  await pause(seenMs)
  chip.pull(4, 1)
  await pause(seenMs)
  await few(chip, 3)
  leave('removal', {
    steady: house.reasons('steady'),
    totals: await house.totals({ ...sent, 'steady.energy': 0.009, 'lit.energy': 0.032 }),
  })
  return chip
}

async function adapter(house: MonitoredHouse, { slave, plug, unplug }: UsbMeter) {
  const shown: unknown[] = []
  /** The meter has counted on, and the program has read it. */
  const counted = async (energyWh: number, voltageV: number) => {
    await waitFor(() => house.seen.state('boiler')?.['voltage'] === voltageV, `the reading at ${energyWh} Wh`, 60_000)
    shown.push((await house.totals({ 'boiler.energy': energyWh / 1000 }))['boiler.energy'])
  }
  const names = [await plug()]
  await counted(1000, 231.1)
  await slave.set(1, { voltageV: 232.2, energyWh: 1010 })
  await counted(1010, 232.2)
  await unplug()
  await until(house, ['boiler'], false)
  await slave.set(1, { voltageV: 233.3, energyWh: 1015 })
  names.push(await plug())
  await counted(1015, 233.3)
  leave('adapter', { names, shown, reasons: house.reasons('boiler') })
}

async function restart(chip: SimulatedChip, house: MonitoredHouse) {
  // A pulse that is counted before the stop, and still there after the start.
  chip.pull(4, 0)
  await pause(seenMs)
  const stop = await house.program.stop()
  await house.program.start()
  await until(house, [...pulseMeters, 'boiler'], true)
  await pause(seenMs)
  chip.pull(4, 1)
  await pause(seenMs)
  await few(chip, 2)
  const totals = await house.totals({ ...sent, 'steady.energy': 0.012, 'lit.energy': 0.04, 'boiler.energy': 1.015 })
  leave('restart', { stop, totals, taken: house.seen.isOnline('taken') })
}

async function setReading(chip: SimulatedChip, house: MonitoredHouse) {
  await house.seen.command('steady', 'meter_reading', '5000.5')
  await waitFor(() => house.seen.state('steady')?.['energy'] === 5000.5, 'the total that was set')
  await few(chip, 2)
  leave('set', await house.totals({ 'steady.energy': 5000.502, 'lit.energy': 0.048 }))
}

const chip = raiseChip(rp1)
chip.pull(4, 1)
await watchLine(20, 'garden pump', new AbortController().signal)
const usb = await startUsbMeter()
await usb.slave.set(1, { voltageV: 231.1, powerW: 500, energyWh: 1000 })
const house = await monitorHouse({ ...meters, ...refused, boiler: { driver: 'pzem', port: usb.port, every: '300ms' } })
await until(house, pulseMeters, true)
leave('refused', { taken: house.reasons('taken'), missing: house.reasons('missing') })
const plugging = adapter(house, usb)
await rates(chip, house)
const back = await removal(chip, house)
await plugging
await restart(back, house)
await setReading(back, house)
leave('stop', await house.program.stop())
await Promise.all([house.end(), usb.end()])
back.remove()
process.exit(0)
