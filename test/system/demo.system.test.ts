import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { type Child, startChild } from './support/childProcess.ts'
import { listens } from './support/freePort.ts'
import { startObserver } from './support/observer.ts'
import { median } from './support/median.ts'
import { waitFor } from './support/waitFor.ts'

const root = join(import.meta.dirname, '..', '..')
const meters = ['house', 'solar', 'heat_pump', 'kettle', 'fridge']
const clamps = ['grid', 'solar', 'heat_pump', 'washing_machine', 'hob', 'lights']
const needles = ['solar', 'grid', 'house', 'free']
const parts = [...['l1', ...clamps, 'house'].map((part) => `board_${part}`), ...needles.map((part) => `gauges_${part}`)]
const devices = [...meters, 'board', 'utility_meter', 'gauges', ...parts]
const buildMs = 60_000
/** Its needles are parked meanwhile. */
const stopDeadlineMs = 10_000

/** `npm run demo` as a user types it, in a terminal or without one. */
async function startDemo({ onTestFinished }: TestContext, words: string, terminal: boolean): Promise<Child> {
  const command = `cd '${root}' && exec npm run demo ${words}`
  const child = terminal
    ? startChild('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'])
    : startChild('sh', ['-c', command])
  onTestFinished(() => child.end('SIGTERM', stopDeadlineMs))
  await waitFor(() => !child.isRunning() || brokerOf(child) !== undefined, 'the demo to name its broker', buildMs)
  return child
}

const brokerOf = (demo: Child) => /^broker (mqtt:\/\/127\.0\.0\.1:\d+)\r?$/m.exec(demo.output())?.[1]

async function observe({ onTestFinished }: TestContext, demo: Child) {
  const seen = await startObserver(brokerOf(demo) ?? '')
  onTestFinished(() => seen.close())
  await waitFor(() => devices.every((id) => seen.isOnline(id)), 'the meters, the board and the needles', 30_000)
  return seen
}

/** The port of an embedded broker is in use, whoever has it. */
async function occupy({ onTestFinished }: TestContext, port: number): Promise<void> {
  const server = createServer().on('error', () => undefined)
  server.listen(port, '127.0.0.1')
  await Promise.race([once(server, 'listening'), once(server, 'error')])
  onTestFinished(() => void server.close())
}

describe('npm run demo', () => {
  it('starts a broker on the next free port and brings five meters, a board of six clamps and four needles online, until SIGTERM', async (test) => {
    await occupy(test, 1883)
    const demo = await startDemo(test, '', false)
    const port = Number(brokerOf(demo)?.split(':').at(-1))
    expect(port).toBeGreaterThan(1883)
    const seen = await observe(test, demo)
    expect(seen.last('homeassistant/device/house_solar/config')).toContain('"PZEM-016"')
    expect(seen.last('homeassistant/device/house_board_grid/config')).toContain('"house_board_grid_energy_export"')
    expect(seen.last('homeassistant/device/house_gauges_free/config')).toContain('"number.gauges_free_target"')
    await seen.command('gauges_free', 'target', '75')
    await waitFor(() => seen.state('gauges_free')?.['value'] === 75, 'a needle that was set', 20_000)
    await waitFor(() => typeof seen.state('gauges_house')?.['value'] === 'number', 'a needle that follows its meter', 20_000)
    await demo.end('SIGTERM', stopDeadlineMs)
    expect(demo.exitCode()).toBe(0)
    expect(await listens(port), 'nothing of it is left').toBe(false)
  })

  it('shows a live table on a terminal, in which the board agrees with the meters: grid = house - solar', async (test) => {
    const demo = await startDemo(test, '', true)
    await observe(test, demo)
    // Its header follows what moves the cursor back, on the same line.
    const tables = () => demo.output().split('device  ').slice(1, -1)
    const watts = (table: string, name: string) => Number(new RegExp(`^${name} +online .*?(-?[\\d.]+) W `, 'm').exec(table)?.[1])
    const known = () =>
      tables()
        .map((table) => ['Grid', 'Whole house', 'Solar inverter'].map((name) => watts(table, name)))
        .filter((powers) => !powers.includes(Number.NaN))
    await waitFor(() => known().length > 20, 'the table to be drawn again and again', 30_000)
    expect(demo.output()).toMatch(/^device {2,}voltage +current +power +energy/m)
    const differences = known().map(([grid = NaN, house = NaN, solar = NaN]) => Math.abs(grid - (house - solar)))
    // The board tells the mean of two seconds, a meter one of these, and a load may be switched in between.
    expect(median(differences)).toBeLessThan(15)
    expect(median(known().map(([, house = NaN]) => house))).toBeGreaterThan(50)

    demo.writeLine('\u0003')
    await waitFor(() => !demo.isRunning(), 'Ctrl-C to end it')
  })

  it('runs faster with --speed: energy is counted by the accelerated time, and agrees after the sun has shone', async (test) => {
    const speed = 1800
    const demo = await startDemo(test, `-- --speed ${speed}`, false)
    const seen = await observe(test, demo)
    const kwh = (id: string, total = 'energy') => Number(seen.state(id)?.[total] ?? NaN)
    const gridKwh = () => kwh('board_grid', 'energy_import') - kwh('board_grid', 'energy_export')
    await waitFor(() => kwh('house') >= 0 && kwh('solar') >= 0 && !Number.isNaN(gridKwh()), 'the energies', 30_000)
    const [startedMs, startedKwh, heard] = [performance.now(), kwh('house'), seen.heard.length]
    await waitFor(() => kwh('solar') > 2, '2 kWh from the sun, within two days', 120_000)
    const hours = ((performance.now() - startedMs) * speed) / 3_600_000
    const watts = seen.heard.slice(heard).flatMap(({ topic, payload }) => (topic === 'energy-monitor/house/house' ? powersIn(payload) : []))
    const ratio = (1000 * (kwh('house') - startedKwh)) / (hours * (watts.reduce((sum, power) => sum + power) / watts.length))
    const difference = gridKwh() - (kwh('house') - kwh('solar'))
    process.stdout.write(
      `demo: ${hours.toFixed(1)} h, energy / (power x time) ${ratio.toFixed(2)}, grid - (house - solar) ${difference.toFixed(3)} kWh\n`,
    )
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
    expect(kwh('board_grid', 'energy_export')).toBeGreaterThan(0.2)
    // Meters are read half a second apart, which is a quarter of an hour here, and the board looks at a house that changes 20 times a second.
    expect(Math.abs(difference)).toBeLessThan(0.8)
  }, 240_000)
})

function powersIn(payload: string): number[] {
  const state: unknown = JSON.parse(payload)
  return typeof state === 'object' && state !== null && 'power' in state && typeof state.power === 'number' ? [state.power] : []
}
