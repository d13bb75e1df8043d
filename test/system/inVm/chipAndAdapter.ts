// Runs inside the test machine, for gpioVm.system.test.ts.
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { promisify } from 'node:util'
import { leave, startUdev } from '../support/inVm/guest.ts'
import { edgesOf } from '../support/inVm/edges.ts'
import { playEdges } from '../support/inVm/playEdges.ts'
import { raiseChip, type SimulatedChip } from '../support/inVm/simulatedChip.ts'
import { type UsbAdapter, usbAdapter } from '../support/inVm/usbAdapter.ts'

const rp1 = { label: 'pinctrl-rp1', lines: 54 }

const seconds = (sinceS: number) => Math.round(10 * (uptime() - sinceS)) / 10

async function chip() {
  const first = raiseChip(rp1)
  execFileSync('mount', ['-t', 'debugfs', 'debugfs', '/sys/kernel/debug'])
  leave('chips', readFileSync('/sys/kernel/debug/gpio', 'utf8').match(/^gpiochip.*$/gm))
  leave('lines', { atRest: first.level(17), pulledUp: pulled(first, 1), pulledDown: pulled(first, 0) })
  const train = { offset: 17, count: 3, periodNs: 40e6, widthNs: 10e6, level: 0 } as const
  const played = await playEdges(first, edgesOf(train, { ...train, offset: 18 }))
  leave('played', { edges: played.edges, levels: [first.level(17), first.level(18)] })
  const there = [existsSync(first.path)]
  first.remove()
  there.push(existsSync(first.path))
  const second = raiseChip(rp1)
  there.push(existsSync(second.path))
  leave('removed', { there, lineMoves: pulled(second, 1) === 1 })
  return second
}

/** Eight inputs of 1 kHz for half a second. */
async function fullRate(on: SimulatedChip) {
  const trains = Array.from({ length: 8 }, (_, i) => ({ offset: 4 + i, count: 500, periodNs: 1e6, widthNs: 4e5 }))
  const { edges, worstLateNs } = await playEdges(on, edgesOf(...trains))
  leave('full rate', { edges, worstLateMs: worstLateNs / 1e6 })
}

function pulled(of: SimulatedChip, level: 0 | 1) {
  of.pull(17, level)
  return of.level(17)
}

async function adapter() {
  await startUdev()
  const usb = usbAdapter({ manufacturer: 'Test', product: 'Adapter', serialNumber: 'M1' })
  const there = [existsSync(usb.byId)]
  await usb.plug()
  there.push(existsSync(usb.byId))
  const received = await sent(usb, 'first')
  await usb.unplug()
  there.push(existsSync(usb.byId))
  await usb.plug()
  leave('adapter', { byId: usb.byId, there, received: [received, await sent(usb, 'again')] })
}

/** What arrives at the program's end when the device behind the adapter sends a word. */
async function sent({ byId, deviceEnd }: UsbAdapter, word: string): Promise<string> {
  for (const end of [byId, deviceEnd]) execFileSync('stty', ['-F', end, 'raw', '-echo'])
  const arriving = promisify(execFile)('head', ['-c', String(word.length), byId])
  writeFileSync(deviceEnd, word)
  return (await arriving).stdout
}

const startedS = uptime()
const again = await chip()
const [chipS, rateS] = [seconds(startedS), uptime()]
await fullRate(again)
const [fullRateS, adapterS] = [seconds(rateS), uptime()]
await adapter()
leave('durations', { startedS, chipS, fullRateS, adapterS: seconds(adapterS) })
