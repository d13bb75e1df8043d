import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { whileAway } from './support/downtime.ts'
import { waitFor } from './support/waitFor.ts'
import { canStartWholeHouse, simulated, startWholeHouse, type WholeHouse } from './support/wholeHouse.ts'

describe.skipIf(!canStartWholeHouse)('A device', () => {
  let house: WholeHouse
  let client: MqttClient
  /** What the broker retains, by topic. */
  const retained = new Map<string, string>()

  /** The ids, as the settings have them, of the node's devices that Home Assistant has. */
  const known = async (node = 'house'): Promise<string[]> =>
    (await house.home.deviceRegistry())
      .flatMap(({ identifiers }) => identifiers.map(([, id = '']) => id))
      .flatMap((id) => (id.startsWith(`${node}_`) ? [id.slice(node.length + 1)] : []))
      .toSorted()
  const knows = (ids: readonly string[], node = 'house') =>
    waitFor(async () => String(await known(node)) === String(ids), `Home Assistant to know ${String(ids)}`, 20_000).catch(async (error: unknown) => {
      throw new Error(`it knows ${String(await known(node))}\n${house.program.output()}`, { cause: error })
    })
  const apply = async (text: string) => {
    await house.program.settings(text)
    await house.program.reload()
  }
  const problem = async (id: string) => String((await house.home.state(id))?.attributes['reason'])

  beforeAll(async () => {
    const some = [1, 2, 3, 4].map((address) => [`lamp${address}`, simulated('fridge', address)])
    house = await startWholeHouse({ devices: ({ oven }) => ({ oven, ...Object.fromEntries(some) }) })
    client = await connectAsync(house.broker.url)
    client.on('message', (topic, payload) => (payload.length > 0 ? void retained.set(topic, String(payload)) : void retained.delete(topic)))
    await client.subscribeAsync('#', { qos: 1, rap: true })
    await knows(['boiler', 'lamp1', 'lamp2', 'lamp3', 'lamp4', 'node', 'oven'])
  })
  afterEach(async () => expect(await house.complaints()).toEqual([]))
  afterAll(async () => {
    await client?.endAsync(true)
    await house?.stop()
  })
})
