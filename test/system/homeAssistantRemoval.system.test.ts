import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { whileAway } from './support/downtime.ts'
import { type Observer, startObserver } from './support/observer.ts'
import { waitFor } from './support/waitFor.ts'
import { canStartWholeHouse, simulated, startWholeHouse, type WholeHouse } from './support/wholeHouse.ts'

describe.skipIf(!canStartWholeHouse)('A device in Home Assistant', () => {
  let house: WholeHouse
  let observer: Observer
  const lamp = (address: number) => ({ [`lamp${address}`]: simulated('fridge', address) })

  /** The ids, as the settings have them, of the node's devices that Home Assistant has. */
  const known = async (node: string): Promise<string[]> =>
    (await house.home.deviceRegistry())
      .flatMap(({ identifiers }) => identifiers.map(([, id = '']) => id))
      .flatMap((id) => (id.startsWith(`${node}_`) ? [id.slice(node.length + 1)] : []))
      .toSorted()
  const knows = (ids: readonly string[], node = 'house') =>
    waitFor(async () => String(await known(node)) === String(ids), 'Home Assistant to know them', 20_000).catch(async (error: unknown) => {
      throw new Error(`it knows ${String(await known(node))} instead of ${String(ids)}\n${house.program.output()}`, { cause: error })
    })
  const device = async (id: string) =>
    (await house.home.deviceRegistry()).find(({ identifiers }) => identifiers.some(([, identifier]) => identifier === `house_${id}`))
  const document = (id: string) => observer.last(`homeassistant/device/house_${id}/config`)
  const reason = async (id: string) => (await house.home.state(`binary_sensor.${id}_problem`))?.attributes['reason']
  const homeHasGone = () => waitFor(() => observer.last('homeassistant/status') === 'offline', 'Home Assistant to say goodbye')
  const apply = async (text: string) => {
    await house.program.settings(text)
    await house.program.reload()
  }

  beforeAll(async () => {
    house = await startWholeHouse({ devices: ({ oven }) => ({ oven, ...lamp(1), ...lamp(2), ...lamp(3), ...lamp(4) }) })
    observer = await startObserver(house.broker.url)
    await knows(['boiler', 'lamp1', 'lamp2', 'lamp3', 'lamp4', 'node', 'oven'])
    await house.shows('sensor.oven_power', '1000')
  })
  // Home Assistant empties the topic of a device that the user deletes, and wonders when it hears so.
  const ownEcho = /No device components to cleanup for house_oven/
  afterEach(async () => expect((await house.complaints()).filter((text) => !ownEcho.test(text))).toEqual([]))
  afterAll(async () => {
    await observer?.close()
    await house?.stop()
  })

  it('vanishes when it leaves the settings', async () => {
    const { boiler, oven } = house
    await apply(house.settings({ boiler, oven, ...lamp(2), ...lamp(3), ...lamp(4) }))
    await knows(['boiler', 'lamp2', 'lamp3', 'lamp4', 'node', 'oven'])
    expect(document('lamp1')).toBe('')
    expect(await house.shown('sensor.boiler_power')).toBe('1000')
  })

  it('vanishes at the next start when it left the settings while the program was stopped', async () => {
    const { boiler, oven } = house
    await house.program.stop()
    await house.program.settings(house.settings({ boiler, oven, ...lamp(3), ...lamp(4) }))
    await house.program.start()
    await knows(['boiler', 'lamp3', 'lamp4', 'node', 'oven'])
    expect(document('lamp2')).toBe('')
  })

  it('stays away once the user has deleted it there, though it is still in the settings', async () => {
    const { boiler, oven } = house
    await house.home.removeDevice((await device('oven'))?.id ?? '')
    await waitFor(() => house.program.output().includes('oven was deleted in Home Assistant'), 'the program to notice')
    await apply(house.settings({ boiler, oven, ...lamp(3), ...lamp(4) }))
    await knows(['boiler', 'lamp3', 'lamp4', 'node'])
    expect(document('oven')).toBe('')
  })

  it('leaves no dead entry when it left the settings while Home Assistant was away; what the user deleted stays away', async () => {
    const { boiler, oven } = house
    await whileAway(house.home, async () => {
      await homeHasGone()
      await apply(house.settings({ boiler, oven, ...lamp(4) }))
    })
    await house.shows('sensor.boiler_power', '1000')
    await knows(['boiler', 'lamp4', 'node'])
    await waitFor(() => document('lamp3') === '', 'the document of lamp3 to go')
    expect(document('oven')).toBe('')
  })

  it('leaves no dead entry when it left the settings while both were away; what the user deleted comes back at the next start', async () => {
    const { boiler, oven } = house
    await house.program.stop()
    await house.program.settings(house.settings({ boiler, oven }))
    await whileAway(house.home, async () => {
      await homeHasGone()
      await house.program.start()
      await waitFor(() => document('lamp4') === '', 'the document of lamp4 to go')
    })
    await knows(['boiler', 'node', 'oven'])
    await house.shows('sensor.oven_power', '1000')
  })

  it('stays when there is a mistake in its settings: unavailable, the mistake told by its problem and by that of the program', async () => {
    const { boiler, oven } = house
    const id = (await device('oven'))?.id
    const mistaken = house.settings({ boiler, oven: { ...oven, address: 999 } })
    await apply(mistaken)
    await house.shows('sensor.oven_power', 'unavailable')
    await house.shows('binary_sensor.oven_problem', 'on')
    await house.shows('binary_sensor.energy_monitor_problem', 'on')
    expect(await reason('energy_monitor')).toMatch(/oven.*address.*999/)
    expect(await reason('oven')).toBe(await reason('energy_monitor'))
    await house.program.stop()
    await house.program.start()
    await house.shows('sensor.boiler_power', '1000')
    expect(await house.shown('sensor.oven_power')).toBe('unavailable')
    expect(await reason('energy_monitor')).toMatch(/oven.*address.*999/)
    await apply(house.settings({ boiler, oven }))
    await house.shows('sensor.oven_power', '1000')
    await house.shows('binary_sensor.oven_problem', 'off')
    await house.shows('binary_sensor.energy_monitor_problem', 'off')
    expect((await device('oven'))?.id).toBe(id)
  })

  it('gives way to that of the new name when the node is renamed', async () => {
    const { boiler, oven } = house
    await apply(house.settings({ boiler, oven }, 'attic'))
    await knows(['boiler', 'node', 'oven'], 'attic')
    await knows([])
    await house.shows('sensor.attic_boiler_power', '1000')
    await house.shows('sensor.energy_monitor_attic_devices_online', '2')
    expect((await house.home.states()).filter(({ entity_id: id }) => /\.(boiler|oven|energy_monitor)_(?!attic)/.test(id))).toEqual([])
  })
})
