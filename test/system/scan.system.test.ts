import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { scan } from '../../src/drivers/pzem/scan.ts'
import { modbusBuses } from '../../src/protocols/modbus/buses.ts'
import { isAvailable } from '../../tools/parts.mjs'
import { fakeClock } from '../support/fakeClock.ts'
import { played } from '../support/played.ts'
import { replayedLines } from '../support/replayedLines.ts'
import { partsOf } from './support/parts.ts'
import { runCommand, runOnTerminal } from './support/runCommand.ts'
import { settingsText } from './support/settingsText.ts'

/** All 247 addresses take under 60 s, which is printed; a busy machine gets more. */
const deadlineMs = 150_000

const values = { voltageV: 231.4, currentA: 4.321, powerW: 998.7, energyWh: 12_345, frequencyHz: 49.9, powerFactor: 0.99 }
const found = (address: number) => ({ address, measurement: { ...values, alarm: false }, alarmThresholdW: 23_000 })
const line = (address: string) => `${address}  231.4 V, 4.321 A, 998.7 W, 12.345 kWh, 49.9 Hz, power factor 0.99, alarm at 23000 W`

async function metersAt(test: TestContext, ...addresses: number[]) {
  const slave = await partsOf(test).meters(...addresses)
  await Promise.all(addresses.map((address) => slave.set(address, values)))
  return slave
}

async function folderOf({ onTestFinished }: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'scan-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

describe.skipIf(!isAvailable('pymodbus') || !isAvailable('mosquitto'))('a scan', { timeout: 2 * deadlineMs }, () => {
  it.concurrent('lists what answers at all 247 addresses, and its recording tells the same again', async (test) => {
    const [slave, folder] = [await metersAt(test, 3, 42, 247), await folderOf(test)]
    const recording = join(folder, 'bus.jsonl')
    const { exitCode, stdout, stderr, ms } = await runCommand(['scan', slave.path, '--state', folder, '--record', recording], deadlineMs)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toBe(`${line('  3')}\n${line(' 42')}\n${line('247')}\n`)
    process.stdout.write(`scan of all 247 addresses: ${ms} ms\n`)

    const clock = fakeClock()
    const buses = modbusBuses(replayedLines(await readFile(recording, 'utf8'), clock), clock)
    const again = scan({ buses, port: slave.path, signal: new AbortController().signal }, () => undefined)
    expect(await played(clock, again, 120_000, 20)).toEqual([found(3), found(42), found(247)])
  })

  it.concurrent('draws its progress on a terminal, in one line that is gone at the end', async (test) => {
    const [slave, folder] = [await metersAt(test, 1), await folderOf(test)]
    const { exitCode, stdout } = await runOnTerminal(['scan', slave.path, '--state', folder], deadlineMs)
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`\r\u001B[K[${' '.repeat(30)}] address 1\r`)
    expect(stdout).toContain(`\r\u001B[K[${'='.repeat(15)}${' '.repeat(15)}] address 124\r`)
    expect(stdout).toMatch(/\[={30}\] address 247\r\u001B\[K\s*1 {2}231.4 V/)
  })

  it.concurrent('asks the program that owns the port, whose devices go on', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), metersAt(test, 1, 200)])
    const seen = await parts.observer(broker.url)
    const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: { boiler: { port: slave.path } } }) })
    const drift = setInterval(() => void slave.set(1, { voltageV: 230 + Math.round(Math.random() * 100) / 10 }), 500)
    test.onTestFinished(() => clearInterval(drift))
    const { exitCode, stdout, stderr, ms } = await runCommand(['scan', slave.path, '--state', program.stateFolder, '--json'], deadlineMs)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual([{ ...found(1), measurement: expect.objectContaining({ powerW: 998.7 }) }, found(200)])
    expect(seen.wentOffline('boiler')).toBe(false)
    expect(seen.values('boiler', 'voltage').length).toBeGreaterThan(15)
    process.stdout.write(`scan through the running program: ${ms} ms\n`)
  })
})
