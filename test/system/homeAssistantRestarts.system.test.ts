import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { whileAway } from './support/downtime.ts'
import { statesUntil } from './support/history.ts'
import { waitFor } from './support/waitFor.ts'
import { canStartWholeHouse, startWholeHouse, type WholeHouse } from './support/wholeHouse.ts'

describe.skipIf(!canStartWholeHouse)('After a restart', () => {
  let house: WholeHouse
  let since: number
  const pastUntil = (id: string, state: string) => statesUntil(house.home, id, since, state)
  /** What Home Assistant's registries hold, without what it notes about them by itself. */
  const registered = async () => ({
    devices: (await house.home.deviceRegistry()).map(({ id, name }) => ({ id, name })),
    entities: (await house.home.entityRegistry()).map(({ entity_id: entityId, unique_id: uniqueId }) => ({ entityId, uniqueId })),
  })
  const documents = async (): Promise<string[]> => {
    const client = await connectAsync(house.broker.url)
    const topics: string[] = []
    client.on('message', (topic) => void topics.push(topic))
    await client.subscribeAsync('homeassistant/device/+/config')
    await waitFor(() => topics.length > 1, 'the documents')
    await client.endAsync()
    return topics.toSorted()
  }

  beforeAll(async () => {
    house = await startWholeHouse({ persistence: true })
    await house.shows('sensor.boiler_energy', '12.345')
    await house.shows('number.boiler_alarm_threshold', '23000')
  })
  beforeEach(() => void (since = Date.now()))
  afterAll(() => house?.stop())

  it('of Home Assistant every value is the new one, and before it there is none', async () => {
    const before = await registered()
    await whileAway(house.home, () => house.meters.set(1, { voltageV: 234.5, powerW: 700, currentA: 2.99 }))
    await house.shows('sensor.boiler_power', '700')
    expect(await pastUntil('sensor.boiler_power', '700')).toEqual(['1000', 'unavailable', '700'])
    expect(await pastUntil('sensor.boiler_voltage', '234.5')).toEqual(['230', 'unavailable', '234.5'])
    expect(await pastUntil('sensor.boiler_energy', '12.345')).toEqual(['12.345', 'unavailable', '12.345'])
    expect(await pastUntil('number.boiler_alarm_threshold', '23000')).toEqual(['23000', 'unavailable', '23000'])
    expect(await pastUntil('binary_sensor.boiler_alarm', 'off')).toEqual(['off', 'unavailable', 'off'])
    expect(await pastUntil('binary_sensor.boiler_problem', 'off')).toEqual(['off', 'unavailable', 'unknown', 'off'])
    expect(await registered()).toEqual(before)
    expect(await house.complaints()).toEqual([])
  })

  // Home Assistant itself shows what it had as soon as it has its connection back, before it listens to anybody.
  it.each([
    ['SIGKILL', 'that has lost all it had retained', 300],
    ['SIGTERM', 'that has kept what it had retained', 400],
  ] as const)('(%s) of a broker %s every value is the new one, and no other than the last one is before it', async (signal, _, powerW) => {
    const before = await registered()
    const [lastPower = '', lastVoltage = ''] = await Promise.all(['sensor.boiler_power', 'sensor.boiler_voltage'].map(house.shown))
    await house.broker.down(signal)
    await house.shows('sensor.boiler_power', 'unavailable')
    await house.meters.set(1, { powerW })
    await house.broker.up()
    await house.shows('sensor.boiler_power', String(powerW), 60_000)
    expect(await pastUntil('sensor.boiler_power', String(powerW))).toEqual([lastPower, 'unavailable', lastPower, String(powerW)])
    expect(await pastUntil('sensor.boiler_voltage', lastVoltage)).toEqual([lastVoltage, 'unavailable', lastVoltage])
    expect(await pastUntil('sensor.boiler_energy', '12.345')).toEqual(['12.345', 'unavailable', '12.345'])
    expect(await registered()).toEqual(before)
    expect(await documents()).toEqual(['homeassistant/device/house_boiler/config', 'homeassistant/device/house_node/config'])
    expect(await house.complaints()).toEqual([])
  })
})
