import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { statesUntil } from './support/history.ts'
import { waitFor } from './support/waitFor.ts'
import { canStartWholeHouse, startWholeHouse, type WholeHouse } from './support/wholeHouse.ts'

describe.skipIf(!canStartWholeHouse)('Home Assistant never shows a value that nobody measures any more', () => {
  let house: WholeHouse
  let since: number
  /** The states since the test began. */
  const pastUntil = (id: string, state: string) => statesUntil(house.home, id, since, state)
  const values = ['power', 'voltage', 'current', 'energy', 'frequency', 'power_factor'].map((key) => `sensor.boiler_${key}`)
  const allUnavailable = async () => (await Promise.all(values.map(house.shown))).every((state) => state === 'unavailable')
  const problem = async (device: string) => (await house.home.state(`binary_sensor.${device}_problem`))?.attributes['reason']
  beforeAll(async () => {
    house = await startWholeHouse({ devices: ({ oven }) => ({ oven }) })
    await house.shows('sensor.oven_power', '1000')
    await house.shows('sensor.boiler_energy', '12.345')
    await house.shows('number.boiler_alarm_threshold', '23000')
    await house.shows('number.oven_alarm_threshold', '23000')
  })
  beforeEach(() => void (since = Date.now()))
  afterAll(() => house?.stop())

  it('when a meter is silent: its values are unavailable and its problem says why, while the other meter on the bus runs on', async () => {
    await house.meters.power(1, false)
    await house.shows('sensor.boiler_power', 'unavailable')
    expect(await allUnavailable()).toBe(true)
    await house.shows('binary_sensor.boiler_problem', 'on')
    expect(await problem('boiler')).toMatch(/address 1/)
    await house.shows('binary_sensor.energy_monitor_problem', 'on')
    expect(await problem('energy_monitor')).toBe(`boiler: ${String(await problem('boiler'))}`)
    expect(await house.shown('sensor.energy_monitor_last_error')).toBe(await problem('energy_monitor'))
    expect(await house.shown('sensor.energy_monitor_devices_online')).toBe('1')
    await house.meters.set(2, { powerW: 1500 })
    await house.shows('sensor.oven_power', '1500')
    expect(await pastUntil('sensor.oven_power', '1500')).toEqual(['1000', '1500'])
    expect(await house.shown('binary_sensor.oven_problem')).toBe('off')
  })

  it('when it is back: from unavailable straight to the new value', async () => {
    await house.meters.set(1, { powerW: 700, voltageV: 231 })
    await house.meters.power(1, true)
    await house.shows('sensor.boiler_power', '700', 60_000)
    expect(await pastUntil('sensor.boiler_power', '700')).toEqual(['unavailable', '700'])
    expect(await pastUntil('sensor.boiler_voltage', '231')).toEqual(['unavailable', '231'])
    expect(await pastUntil('sensor.boiler_energy', '12.345')).toEqual(['unavailable', '12.345'])
    expect(await pastUntil('number.boiler_alarm_threshold', '23000')).toEqual(['unavailable', '23000'])
    await house.shows('binary_sensor.boiler_problem', 'off')
    await waitFor(async () => (await problem('boiler')) === null, 'the reason to go')
    await house.shows('binary_sensor.energy_monitor_problem', 'off')
    await house.shows('sensor.energy_monitor_devices_online', '2')
  })

  it('when the program is stopped: at once, and after its next start the new value comes straight', async () => {
    const { ms, exitCode } = await house.program.stop()
    expect(exitCode).toBe(0)
    expect(ms).toBeLessThan(10_000)
    await waitFor(allUnavailable, 'all to be unavailable', 10_000)
    expect(await house.shown('binary_sensor.boiler_problem')).toBe('unavailable')
    await house.meters.set(1, { powerW: 500 })
    await house.program.start()
    await house.shows('sensor.boiler_power', '500')
    expect(await pastUntil('sensor.boiler_power', '500')).toEqual(['700', 'unavailable', '500'])
    expect(await pastUntil('sensor.boiler_energy', '12.345')).toEqual(['12.345', 'unavailable', '12.345'])
  })

  it('when the program is killed: by its last will, and after its next start the new value comes straight', async () => {
    await house.program.kill()
    await waitFor(allUnavailable, 'all to be unavailable', 20_000)
    await house.meters.set(1, { powerW: 600 })
    await house.program.start()
    await house.shows('sensor.boiler_power', '600')
    expect(await pastUntil('sensor.boiler_power', '600')).toEqual(['500', 'unavailable', '600'])
    expect(await pastUntil('sensor.boiler_energy', '12.345')).toEqual(['12.345', 'unavailable', '12.345'])
  })

  it('when the program hangs and not even its last will comes: 60 s after the last message', async () => {
    await house.meters.set(1, { powerW: 900 })
    await house.shows('sensor.boiler_power', '900')
    house.program.pause()
    const pausedMs = Date.now()
    // A broker that was killed has forgotten whose will it has to tell.
    await house.broker.down('SIGKILL')
    await house.broker.up()
    await house.shows('sensor.boiler_power', 'unavailable')
    await house.shows('sensor.boiler_power', '900', 30_000)
    expect(Date.now() - pausedMs).toBeLessThan(50_000)
    await house.shows('sensor.boiler_power', 'unavailable', 90_000)
    expect(Date.now() - pausedMs).toBeLessThan(90_000)
    expect(await Promise.all(['sensor.boiler_energy', 'binary_sensor.boiler_problem'].map(house.shown))).toEqual(['12.345', 'off'])
    await house.meters.set(1, { powerW: 800 })
    house.program.resume()
    await house.shows('sensor.boiler_power', '800', 60_000)
    expect((await pastUntil('sensor.boiler_power', '800')).slice(-3)).toEqual(['900', 'unavailable', '800'])
  })

  it('and none of all that leaves a complaint in its log', async () => {
    expect(await house.complaints()).toEqual([])
  })
})
