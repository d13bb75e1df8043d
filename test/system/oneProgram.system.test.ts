import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { runCommand } from './support/runCommand.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

const times = (text: string, part: RegExp) => text.match(new RegExp(part, 'g'))?.length ?? 0

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('a second program', () => {
  it.concurrent('of the same node name says so once, publishes nothing, and takes over when the first one stops', async (test) => {
    const parts = partsOf(test)
    const [broker, slave, otherSlave] = await Promise.all([parts.mosquitto(), parts.meters(1), parts.meters(1)])
    const seen = await parts.observer(broker.url)
    const first = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: { first: { port: slave.path } } }) })
    await waitFor(() => seen.isOnline('first'), 'the meter of the first program', 20_000)
    const beforeSecond = seen.heard.length
    const second = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: { second: { port: otherSlave.path } } }) })
    const taken = /broker: another program with node: house is on this broker \(on \S+, started \S+\): change `node` in one of them/
    const asked = () => seen.payloads('energy-monitor/house/instance').filter((payload) => payload.includes('"owns":true')).length
    await waitFor(() => times(second.output(), taken) === 1, 'the sentence')
    await waitFor(() => asked() >= 2, 'its second question', 60_000)

    expect(times(second.output(), taken)).toBe(1)
    expect(second.isRunning()).toBe(true)
    const topics = new Set(seen.heard.slice(beforeSecond).map(({ topic }) => topic))
    expect([...topics].filter((topic) => topic.includes('second'))).toEqual([])
    expect(seen.last('energy-monitor/house/availability')).toBe('online')
    expect(seen.wentOffline('first')).toBe(false)

    await first.stop()
    await waitFor(() => seen.last('energy-monitor/house/availability') === 'offline', 'the goodbye of the first')
    await waitFor(() => seen.isOnline('second'), 'the second to take over', 60_000)
    expect(second.output()).toContain('the other program with node: house has gone, this one takes over')
    expect(seen.last('energy-monitor/house/availability')).toBe('online')
  })

  it.concurrent('on the same state folder ends with exit code 2 and a sentence, and leaves the journal alone', async (test) => {
    const parts = partsOf(test)
    const broker = await parts.mosquitto()
    const first = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: {} }) })
    const journal = async () => (await stat(join(first.stateFolder, 'state.journal'))).ino
    const before = await journal()
    const { exitCode, stderr } = await runCommand(['run', '--settings', first.settingsFile, '--state', first.stateFolder])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^another energy-monitor runs on this state folder \(\S+ answers\): stop it or name another --state\n$/)
    expect(first.isRunning()).toBe(true)
    expect(await journal()).toBe(before)
  })

  it.concurrent('on the same port says once who has it, leaves its meters in peace, and gets it when the first one stops', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1, 2)])
    const [seen, seenOther] = await Promise.all([parts.observer(broker.url), parts.observer(broker.url, 'other')])
    const meters = (address: number) => ({ boiler: { port: slave.path, address } })
    const first = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: meters(1) }) })
    await waitFor(() => seen.isOnline('boiler'), 'the meter', 20_000)
    const second = await parts.program({ settings: settingsText({ node: 'other', mqtt: broker.url, meters: meters(2) }) })
    const inUse = /boiler: \S+ is in use by another program of this kind \(process (\d+)\)/
    await waitFor(() => inUse.test(second.output()), 'the sentence')

    const scan = await runCommand(['scan', slave.path, '--state', `${second.stateFolder}-of-nobody`])
    const holder = inUse.exec(second.output())?.[1]
    expect(scan).toMatchObject({ exitCode: 1, stdout: '' })
    expect(scan.stderr).toBe(`${slave.path} is in use by another program of this kind (process ${holder})\n`)
    expect(await readFile(`/proc/${holder}/cmdline`, 'utf8')).toContain(first.settingsFile)
    expect(seen.wentOffline('boiler')).toBe(false)

    await first.stop()
    await waitFor(() => seenOther.isOnline('boiler'), 'the second to have the port', 60_000)
    expect(times(second.output(), inUse)).toBe(1)
  })
})
