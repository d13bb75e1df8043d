import { describe, expect, it, vi } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

/** Three meters on one line that run, and what a test needs to change their settings. */
async function startThree(parts: ReturnType<typeof partsOf>) {
  const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1, 2, 3)])
  const seen = await parts.observer(broker.url)
  const meter = (address: number) => ({ port: slave.path, address })
  const meters = { one: meter(1), two: meter(2), three: meter(3) }
  const text = (changed: Readonly<Record<string, ReturnType<typeof meter>>>) => settingsText({ mqtt: broker.url, meters: changed })
  const program = await parts.program({ settings: text(meters) })
  await waitFor(() => ['one', 'two', 'three'].every((id) => seen.isOnline(id)), 'the meters', 30_000)
  const reload = async (settings: string) => {
    await program.settings(settings)
    await program.reload()
  }
  return { slave, seen, program, meter, meters, text, reload }
}

/** A device that was restarted is offline for a moment, and unknown for 5 s. */
const expectUntouched = ({ seen }: Awaited<ReturnType<typeof startThree>>, ...ids: string[]) =>
  expect(ids.filter((id) => seen.wentOffline(id))).toEqual([])

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('a reload by SIGHUP', () => {
  it.concurrent('restarts what has changed, starts what is new, withdraws what has gone, and leaves the rest alone', async (test) => {
    const house = await startThree(partsOf(test))
    const { slave, seen, program, meter, meters, text, reload } = house
    await reload(text({ one: meters.one, two: { ...meters.two, address: 3 }, four: meter(2) }))
    await waitFor(() => seen.wentOffline('two'), 'the changed one to be restarted')
    await waitFor(() => seen.last('homeassistant/device/house_three/config') === '', 'the third to be withdrawn')
    await slave.set(1, { voltageV: 222 })
    await waitFor(() => seen.state('one')?.['voltage'] === 222, 'the first to go on', 20_000)
    await waitFor(() => seen.isOnline('two') && seen.isOnline('four'), 'the others', 20_000)
    expectUntouched(house, 'one')
    expect(seen.last('homeassistant/device/house_four/config')).toContain('"Four"')
    expect(program.output()).toContain('settings taken over: 3 devices')
  })

  it.concurrent('keeps the running set-up where the file cannot be read as YAML, and says where', async (test) => {
    const house = await startThree(partsOf(test))
    const { slave, seen, program, meters, text, reload } = house
    await reload(`${text(meters)}mqtt: [`)
    expect(program.output()).toMatch(/ERROR: \S+energy-monitor\.yaml:\d+:\d+: /)
    expect(program.output()).toContain('the settings stay as they were: the new ones cannot be used')
    await slave.set(3, { voltageV: 222 })
    await waitFor(() => seen.state('three')?.['voltage'] === 222, 'the values to go on', 20_000)
    expectUntouched(house, 'one', 'two', 'three')
    await reload(text(meters))
    expect(program.output()).toContain('settings taken over: 3 devices')
    expectUntouched(house, 'one', 'two', 'three')
  })

  it.concurrent('keeps a device with a mistake off, but not withdrawn, while the others run', async (test) => {
    const house = await startThree(partsOf(test))
    const { seen, program, meters, text, reload } = house
    await reload(text({ ...meters, two: { ...meters.two, address: 300 } }))
    expect(program.output()).toMatch(/ERROR: \S+energy-monitor\.yaml:3:\d+: devices\.two\.address: found 300, allowed is .*1 to 247/)
    await waitFor(() => seen.wentOffline('two'), 'the mistaken one to go off')
    const problem = () => seen.last('energy-monitor/house/node/problem/attributes') ?? ''
    await waitFor(() => problem().includes('devices.two.address: found 300'), 'the problem of the node', 20_000)
    expect(seen.last('homeassistant/device/house_two/config')).not.toBe('')

    await reload(text(meters))
    await waitFor(() => seen.isOnline('two'), 'the device to be on again', 20_000)
    await waitFor(() => seen.last('energy-monitor/house/node/problem/attributes') === '{"reason":null}', 'the problem to be over')
    expectUntouched(house, 'one', 'three')
  })

  it.concurrent('reads a secret from the environment, and does not tell it', async (test) => {
    const parts = partsOf(test)
    const broker = await parts.mosquitto({ users: { meter: 'Pastinake-99' } })
    const seen = await parts.observer(broker.url, 'house', { username: 'meter', password: 'Pastinake-99' })
    vi.stubEnv('TEST_MQTT_PASSWORD', 'Pastinake-99')
    const mqtt = (variable: string) => `mqtt: { url: "${broker.url}", username: meter, password: !env ${variable} }\ndevices: {}\n`
    const program = await parts.program({ settings: mqtt('TEST_MQTT_PASSWORD'), args: ['--log-level', 'debug', '--log-format', 'json'] })
    vi.unstubAllEnvs()
    await waitFor(() => seen.last('energy-monitor/house/availability') === 'online', 'the program to be online')
    await program.settings(mqtt('NOBODY_HAS_SET_THIS'))
    await program.reload()
    expect(program.output()).toContain('!env NOBODY_HAS_SET_THIS, but the environment variable NOBODY_HAS_SET_THIS is not set')
    expect(seen.last('energy-monitor/house/availability')).toBe('online')
    expect(program.output()).not.toContain('Pastinake')
  })
})
