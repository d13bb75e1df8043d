import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

/** One deliberate violation of each rule of the tree's direction, and imports that are right: [file, what it imports]. */
const violations: [string, string][] = [
  ['src/entities/x.ts', '../runtime/clock.ts'],
  ['src/entities/x.ts', 'node:fs'],
  ['src/settings/x.ts', '../drivers/index.ts'],
  ['src/settings/x.ts', '../runtime/ledger.ts'],
  ['src/hardware/x.ts', '../protocols/modbus/modbus.ts'],
  ['src/hardware/linux/x.ts', '../../drivers/driver.ts'],
  ['src/protocols/modbus/x.ts', '../../drivers/driver.ts'],
  ['src/protocols/modbus/x.ts', '../../hardware/linux/byteLines.ts'],
  ['src/protocols/modbus/x.ts', 'serialport'],
  ['src/measure/x.ts', '../protocols/modbus/modbus.ts'],
  ['src/measure/x.ts', '../runtime/clock.ts'],
  ['src/measure/x.ts', 'node:path'],
  ['src/drivers/pzem/x.ts', '../../homeassistant/topics.ts'],
  ['src/drivers/pzem/x.ts', '../../hardware/linux/byteLines.ts'],
  ['src/drivers/pzem/x.ts', '../../simulation/house.ts'],
  ['src/drivers/pzem/x.ts', '../../runtime/supervise.ts'],
  ['src/drivers/pzem/x.ts', '../../runtime/control.ts'],
  ['src/drivers/pzem/x.ts', 'node:timers/promises'],
  ['src/drivers/pzem/x.ts', 'mqtt'],
  ['src/drivers/pzem/x.ts', 'spi-device'],
  ['src/drivers/pulse/x.ts', 'pigpio'],
  ['src/drivers/pulse/x.ts', 'koffi'],
  ['src/hardware/x.ts', 'koffi'],
  ['src/hardware/simulated/x.ts', 'pigpio'],
  ['src/simulation/x.ts', 'koffi'],
  ['src/cli/x.ts', 'pigpio'],
  ['src/compose/x.ts', 'koffi'],
  ['src/drivers/pzem/simulated.ts', '../../homeassistant/topics.ts'],
  ['src/homeassistant/x.ts', '../drivers/index.ts'],
  ['src/homeassistant/x.ts', '../runtime/ledger.ts'],
  ['src/homeassistant/x.ts', 'serialport'],
  ['src/homeassistant/x.ts', '../sources/sources.ts'],
  ['src/sources/x.ts', '../drivers/driver.ts'],
  ['src/sources/x.ts', '../runtime/ledger.ts'],
  ['src/sources/x.ts', '../runtime/channel.ts'],
  ['src/sources/x.ts', 'node:events'],
  ['src/sources/x.ts', 'mqtt'],
  ['src/sources/x.ts', 'ws'],
  ['src/drivers/pzem/x.ts', '../../sources/sources.ts'],
  ['src/drivers/pzem/simulated.ts', '../../sources/sources.ts'],
  ['src/drivers/pzem/x.ts', 'ws'],
  ['src/runtime/x.ts', '../sources/sources.ts'],
  ['src/simulation/x.ts', '../homeassistant/topics.ts'],
  ['src/simulation/x.ts', '../sources/sources.ts'],
  ['src/runtime/x.ts', '../homeassistant/publisher.ts'],
  ['src/runtime/x.ts', '../hardware/linux/byteLines.ts'],
  ['src/runtime/clock.ts', './ledger.ts'],
  ['src/runtime/log.ts', 'pino'],
  ['src/cli/x.ts', '../hardware/linux/byteLines.ts'],
  ['src/cli/x.ts', 'mqtt'],
]
const allowed: [string, string][] = [
  ['src/drivers/pzem/x.ts', '../../runtime/clock.ts'],
  ['src/drivers/pzem/x.ts', '../../runtime/log.ts'],
  ['src/drivers/pzem/x.ts', '../../measure/counter.ts'],
  ['src/drivers/pzem/x.ts', '../../protocols/modbus/modbus.ts'],
  ['src/drivers/pzem/simulated.ts', '../../simulation/circuit.ts'],
  ['src/homeassistant/x.ts', '../entities/rows.ts'],
  ['src/homeassistant/x.ts', '../settings/settings.ts'],
  ['src/homeassistant/x.ts', 'ws'],
  ['src/sources/x.ts', '../homeassistant/broker.ts'],
  ['src/sources/x.ts', '../settings/quantity.ts'],
  ['src/sources/x.ts', '../runtime/supervise.ts'],
  ['src/sources/x.ts', '../runtime/clock.ts'],
  ['src/compose/x.ts', '../hardware/linux/byteLines.ts'],
  ['src/hardware/linux/x.ts', 'serialport'],
  ['src/hardware/linux/gpio/x.ts', 'koffi'],
  ['src/hardware/linux/gpio/x.ts', 'pigpio'],
  ['src/runtime/x.ts', '../drivers/driver.ts'],
]

/** Lints a tree in which each case is a file of its own and gives the numbers of those that the direction rule refuses; a dynamic import counts like any other. */
async function refused(cases: [string, string][], write: (specifier: string) => string): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'imports-'))
  for (const [number, [file, specifier]] of cases.entries()) {
    const root = join(folder, String(number))
    await mkdir(dirname(join(root, file)), { recursive: true })
    await copyFile('.oxlintrc.json', join(root, '.oxlintrc.json'))
    await writeFile(join(root, file), write(specifier))
  }
  const lines = (await lint(folder)).split('\n').filter((line) => line.includes('no-restricted-imports'))
  return [...new Set(lines.map((line) => Number.parseInt(line)))].toSorted((one, other) => one - other)
}

/** All cases in one run, each under a configuration of its own: a line begins with its path, that with the number of the case. */
const lint = (cwd: string) =>
  new Promise<string>((done) => {
    execFile(resolve('node_modules/.bin/oxlint'), ['--format', 'unix'], { cwd }, (_, stdout) => done(stdout))
  })

const all = (cases: [string, string][]) => [...cases.keys()]

describe('the direction of imports', () => {
  it('refuses every import against the flow of the tree', async () => {
    expect(await refused(violations, (specifier) => `import * as x from '${specifier}'\nexport default x\n`)).toEqual(all(violations))
  })

  it('refuses a dynamic import against the flow too', async () => {
    expect(await refused(violations, (specifier) => `export const x = () => import('${specifier}')\n`)).toEqual(all(violations))
  })

  it('lets the flow through', async () => {
    expect(await refused(allowed, (specifier) => `import * as x from '${specifier}'\nexport default x\n`)).toEqual([])
  })
})
