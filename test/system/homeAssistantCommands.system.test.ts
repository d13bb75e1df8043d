import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statesUntil } from './support/history.ts'
import { type Observer, startObserver } from './support/observer.ts'
import { waitFor } from './support/waitFor.ts'
import { canStartWholeHouse, startWholeHouse, type WholeHouse } from './support/wholeHouse.ts'

describe.skipIf(!canStartWholeHouse)('A command from Home Assistant', () => {
  let house: WholeHouse
  let observer: Observer
  const setValue = (entityId: string, value: number) => house.home.call('number', 'set_value', { entity_id: entityId }, { value })
  const press = (entityId: string) => house.home.call('button', 'press', { entity_id: entityId })
  const said = (text: string) => waitFor(() => house.program.output().includes(text), `the program to say: ${text}`)

  /** Resolves when the program has read it; it shows a total when it is on disk, at the latest after a stop. */
  const counts = async (energyWh: number) => {
    await house.meters.set(1, { energyWh })
    const { requests } = await house.meters.received()
    await waitFor(async () => (await house.meters.received()).requests > requests + 1, 'the meter to be read')
  }

  beforeAll(async () => {
    house = await startWholeHouse()
    observer = await startObserver(house.broker.url)
    await house.shows('sensor.boiler_energy', '12.345')
    await house.shows('number.boiler_alarm_threshold', '23000')
    for (const id of ['button.boiler_reset_energy', 'number.boiler_set_energy']) await house.home.enableEntity(id)
  })
  afterAll(async () => {
    await observer?.close()
    await house?.stop()
  })

  it('sets the alarm threshold in the meter, and shows what the meter has then', async () => {
    await setValue('number.boiler_alarm_threshold', 2000)
    await house.shows('number.boiler_alarm_threshold', '2000', 3_000)
    expect((await house.meters.get(1)).alarmW).toBe(2000)
    await house.meters.set(1, { powerW: 2100 })
    await house.shows('binary_sensor.boiler_alarm', 'on')
    await house.meters.set(1, { powerW: 1000 })
    await house.shows('binary_sensor.boiler_alarm', 'off')
  })

  it('is refused where the number is out of range, by Home Assistant and, should it come past it, by the program', async () => {
    await expect(setValue('number.boiler_alarm_threshold', 25_001)).rejects.toThrow(/valid/)
    await observer.command('boiler', 'alarm_threshold', '25001')
    await said('command to boiler refused: alarm_threshold takes a number from 0 to 25000 W, found "25001"')
    expect((await house.meters.get(1)).alarmW).toBe(2000)
    expect(await house.shown('number.boiler_alarm_threshold')).toBe('2000')
  })

  it('changes nothing when the meter does not answer, which the log tells', async () => {
    await house.meters.power(1, false)
    await setValue('number.boiler_alarm_threshold', 3000)
    await said('the alarm threshold may not have been set: the meter at address 1')
    await house.meters.power(1, true)
    // Its reading after the silence has the threshold too.
    await house.meters.set(1, { powerW: 1100 })
    await house.shows('sensor.boiler_power', '1100')
    expect((await house.meters.get(1)).alarmW).toBe(2000)
    expect(await house.shown('number.boiler_alarm_threshold')).toBe('2000')
    await house.meters.set(1, { powerW: 1000 })
  })

  it('resets the counter of the meter, and the published total does not fall', async () => {
    await house.shows('button.boiler_reset_energy', 'unknown', 60_000)
    await house.shows('number.boiler_set_energy', '12.345')
    const sinceMs = Date.now()
    await press('button.boiler_reset_energy')
    await said("the meter's energy was reset from 12.345 kWh to 0; the total goes on")
    expect((await house.meters.get(1)).energyWh).toBe(0)
    await counts(2)
    await house.program.stop()
    await house.program.start()
    await house.shows('sensor.boiler_energy', '12.347')
    const states = await statesUntil(house.home, 'sensor.boiler_energy', sinceMs, '12.347')
    // Unavailable while the program restarts, and when Home Assistant reloads MQTT half a minute after an entity was enabled.
    const values = states.filter((state) => state !== 'unavailable').map(Number)
    expect(values).toEqual(values.toSorted((one, other) => one - other))
    expect(new Set(values)).toEqual(new Set([12.345, 12.347]))
  })

  it('sets the total by hand, as after a change of meters', async () => {
    await setValue('number.boiler_set_energy', 500)
    await house.shows('sensor.boiler_energy', '500')
    await house.shows('number.boiler_set_energy', '500')
    await expect(setValue('number.boiler_set_energy', -1)).rejects.toThrow(/valid/)
  })

  it('restarts the program; everything is back afterwards, and the total has gone on', async () => {
    await counts(4)
    const started = await house.shown('sensor.energy_monitor_started')
    await press('button.energy_monitor_restart')
    await waitFor(async () => ![started, 'unavailable'].includes(await house.shown('sensor.energy_monitor_started')), 'the new start')
    await house.shows('sensor.boiler_power', '1000')
    await house.shows('sensor.boiler_energy', '500.002')
  })

  it('leaves no complaint in its log', async () => {
    expect(await house.complaints()).toEqual([])
  })
})
