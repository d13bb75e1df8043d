import { type Mosquitto, startMosquitto } from '../mosquitto.ts'
import { type Observer, startObserver } from '../observer.ts'
import { type Program, startProgram } from '../program.ts'
import { waitFor } from '../waitFor.ts'
import { leave } from './guest.ts'

/** The real program with a broker, and a client of the broker that sees all, inside the machine. */
export interface MonitoredHouse {
  readonly program: Program
  readonly seen: Observer
  /** What was ever said to be wrong with a device, as Home Assistant reads it. */
  reasons(id: string): (string | null)[]
  /**
   * Totals by `device.entity`, once they are what is expected; else, after a while, as they are then. They are shown as far as they are on
   * disk, which all are brought to at once by setting the total of the device `spare`.
   */
  totals(expected: Readonly<Record<string, number>>): Promise<Record<string, unknown>>
  /** Ends all. */
  end(): Promise<void>
}

/** A pulse meter on pin 21 to which nothing is wired, known as `spare`, comes with the devices. What the program has printed is left as `printed`. */
export async function monitorHouse(devices: Readonly<Record<string, object>>): Promise<MonitoredHouse> {
  const broker = await startMosquitto()
  const seen = await startObserver(broker.url)
  const all = { ...devices, spare: { driver: 'pulse', pin: 21, rate: '1000imp/kWh' } }
  const published = Object.fromEntries(Object.entries(all).map(([id, device]) => [id, { publish: '1s', ...device }]))
  const settings = `node: house\nmqtt: { url: "${broker.url}" }\ndevices: ${JSON.stringify(published)}\n`
  const program = await startProgram({ settings })
  process.once('exit', () => leave('printed', program.output()))
  return { program, seen, reasons: (id) => reasons(seen, id), totals: totals(seen), end: () => end(broker, seen, program) }
}

const reasons = (seen: Observer, id: string) =>
  seen.payloads(`energy-monitor/house/${id}/problem/attributes`).map((payload): string | null => JSON.parse(payload).reason)

function totals(seen: Observer): MonitoredHouse['totals'] {
  let asked = 0
  return async (expected) => {
    const mine = ++asked
    await seen.command('spare', 'meter_reading', String(mine))
    await waitFor(() => Number(seen.state('spare')?.['energy']) >= mine, 'the totals to be on disk')
    const shown = () => Object.fromEntries(Object.keys(expected).map((name) => [name, totalOf(seen, name)]))
    const areExpected = () => Object.entries(shown()).every(([name, kwh]) => kwh === expected[name])
    await waitFor(areExpected, 'the totals', 4_000).catch(() => undefined)
    return shown()
  }
}

function totalOf(seen: Observer, name: string): unknown {
  const [id = '', key = ''] = name.split('.')
  return seen.state(id)?.[key]
}

async function end(broker: Mosquitto, seen: Observer, program: Program) {
  await program.remove()
  await seen.close()
  await broker.stop()
}
