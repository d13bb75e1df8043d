import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needlesOf } from './support/dials.ts'
import { canStartDialsAtHome, startDialsAtHome, type DialsAtHome } from './support/dialsAtHome.ts'
import type { RegisteredDevice, RegisteredEntity } from './support/homeAssistantClient.ts'
import { measured } from './support/measured.ts'
import { waitFor } from './support/waitFor.ts'

describe.skipIf(!canStartDialsAtHome)('Gauges in Home Assistant', () => {
  let house: DialsAtHome
  let devices: readonly RegisteredDevice[]
  let entities: readonly RegisteredEntity[]
  const ids = ['dials', 'dials_solar', 'dials_grid', 'dials_tank', 'dials_free']
  const device = (id: string) => devices.find(({ identifiers }) => identifiers.some(([, identifier]) => identifier === `house_${id}`))
  const entityIds = (id: string) => entities.filter((one) => one.device_id === device(id)?.id).map((one) => one.entity_id)
  const setValue = (entityId: string, value: number) => house.home.call('number', 'set_value', { entity_id: entityId }, { value })
  const choose = (entityId: string, option: string) => house.home.call('select', 'select_option', { entity_id: entityId }, { option })
  const press = (entityId: string) => house.home.call('button', 'press', { entity_id: entityId })
  const beyond = async (id: string) => (await house.attributes(`sensor.dials_${id}_value`))?.['beyond_the_scale']
  const isBeyond = (id: string) => waitFor(async () => (await beyond(id)) === 'above', 'that it is more', 20_000)
  const moves = async () => (await needlesOf(house.program)).some(({ atRest, isHomed }) => !atRest || !isHomed)

  beforeAll(async () => {
    house = await startDialsAtHome()
    for (const id of ids) await house.shows(`binary_sensor.${id}_problem`, 'off')
    devices = await house.home.deviceRegistry()
    entities = (await house.home.entityRegistry()).filter(({ platform }) => platform === 'mqtt')
  })
  afterAll(() => house?.stop())

  it('are a device each, below that of their board', () => {
    expect(device('dials')).toMatchObject({ name: 'Gauges in the hall', manufacturer: 'Generic', via_device_id: device('node')?.id })
    expect(device('dials')?.model).toBe('4 X27.168 gauges on a step/dir driver')
    const below = { manufacturer: 'Generic', model: 'X27.168', via_device_id: device('dials')?.id }
    expect(device('dials_solar')).toMatchObject({ ...below, name: 'Solar gauge' })
    expect(device('dials_grid')).toMatchObject({ ...below, name: 'Grid gauge' })
    expect(device('dials_tank')).toMatchObject({ ...below, name: 'Tank' })
    expect(device('dials_free')).toMatchObject({ ...below, name: 'Free gauge' })
  })

  it('have what each of them can do, and no more', () => {
    const common = (id: string) => [`binary_sensor.${id}_problem`, `number.${id}_target`, `sensor.${id}_value`]
    const range = (id: string) => [`number.${id}_range_max`, `number.${id}_range_min`]
    const all = {
      dials: ['binary_sensor.dials_problem', 'button.dials_home', 'button.dials_test', 'select.dials_status_led'],
      dials_solar: [...common('dials_solar'), ...range('dials_solar'), 'select.dials_solar_moved_by'],
      dials_grid: [...common('dials_grid'), ...range('dials_grid'), 'select.dials_grid_moved_by'],
      dials_tank: common('dials_tank'),
      dials_free: [...common('dials_free'), ...range('dials_free')],
    }
    for (const [id, expected] of Object.entries(all)) expect(entityIds(id).toSorted()).toEqual(expected.toSorted())
    expect(entities.filter(({ disabled_by: by }) => by !== null).map(({ entity_id: id }) => id)).toEqual([])
  })

  it.for([
    ['sensor.dials_solar_value', 'Solar gauge Shown value', { unit_of_measurement: 'W', state_class: 'measurement' }],
    ['sensor.dials_free_value', 'Free gauge Shown value', { unit_of_measurement: '%', state_class: 'measurement' }],
    ['number.dials_free_target', 'Free gauge Target', { unit_of_measurement: '%', min: 0, max: 100, step: 0.5 }],
    ['number.dials_grid_target', 'Grid gauge Target', { unit_of_measurement: 'kW', min: -8, max: 8, step: 0.01 }],
    ['number.dials_tank_target', 'Tank Target', { unit_of_measurement: 'l', min: 0, max: 300 }],
    ['number.dials_solar_range_min', 'Solar gauge Scale min', { unit_of_measurement: 'W', min: -1e6, max: 7999 }],
    ['number.dials_solar_range_max', 'Solar gauge Scale max', { unit_of_measurement: 'W', min: 1, max: 1e6 }],
    ['select.dials_solar_moved_by', 'Solar gauge Moved by', { options: ['Source', 'Manual'] }],
    ['select.dials_status_led', 'Gauges in the hall Status light', { options: ['Off', 'On', 'Tariff'] }],
    ['button.dials_home', 'Gauges in the hall Home the needles', {}],
    ['button.dials_test', 'Gauges in the hall Sweep all needles', {}],
  ] as const)('have %s, shown as %s', async ([id, name, kind]) => {
    expect(await house.attributes(id)).toMatchObject({ ...kind, friendly_name: name })
    expect(entities.find(({ entity_id: entityId }) => entityId === id)?.unique_id).toBe(`house_${id.slice(id.indexOf('.') + 1)}`)
  })

  it('begin without a value, at their stops or where they rest', async () => {
    for (const id of ['solar', 'grid', 'tank', 'free']) {
      await house.shows(`sensor.dials_${id}_value`, 'unknown')
      await house.shows(`number.dials_${id}_target`, 'unknown')
    }
    await waitFor(async () => !(await moves()), 'the needles to rest', 20_000)
    expect((await needlesOf(house.program)).map(({ positionSteps }) => positionSteps)).toEqual([0, (5 + 150) * 12, 0, 0])
  })

  it('are set by an automation, which needs nothing but the number', async () => {
    const automation = {
      alias: 'Battery on the gauge',
      description: '',
      triggers: [{ trigger: 'state', entity_id: 'sensor.battery', not_to: ['unknown', 'unavailable'] }],
      actions: [
        {
          action: 'number.set_value',
          target: { entity_id: 'number.dials_free_target' },
          data: { value: "{{ states('sensor.battery') }}" },
        },
      ],
    }
    expect(await house.home.post('/api/config/automation/config/battery_on_the_gauge', automation)).toEqual({ result: 'ok' })
    await house.shows('automation.battery_on_the_gauge', 'on')
    const toldMs: number[] = []
    for (const percent of ['80', '20.5', '55']) {
      await house.say('battery', percent)
      toldMs.push(await measured(house.shows('sensor.dials_free_value', percent)))
      await house.shows('number.dials_free_target', percent)
    }
    process.stdout.write(`gauges: from a sensor over an automation to the shown value ${toldMs.join(', ')} ms\n`)
    await waitFor(async () => !(await moves()), 'the needles to rest', 20_000)
    expect((await needlesOf(house.program)).at(-1)).toMatchObject({ id: 'free', isHomed: true, positionSteps: (5 + 55 * 3) * 12 })
  })

  it('refuse a value that is not on their dial', async () => {
    await expect(setValue('number.dials_free_target', 100.5)).rejects.toThrow(/service_validation_error/)
    await expect(setValue('number.dials_free_target', -1)).rejects.toThrow(/service_validation_error/)
    await expect(setValue('number.dials_solar_range_max', 0)).rejects.toThrow(/service_validation_error/)
    expect(await house.shown('number.dials_free_target')).toBe('55')
  })

  it('take another range, which the target then has', async () => {
    await setValue('number.dials_free_range_max', 250)
    await house.shows('number.dials_free_range_max', '250')
    await waitFor(async () => (await house.attributes('number.dials_free_target'))?.['max'] === 250, 'the limit of the target')
    await setValue('number.dials_free_target', 200)
    await house.shows('sensor.dials_free_value', '200')
    await waitFor(async () => (await needlesOf(house.program)).at(-1)?.positionSteps === (5 + 240) * 12, 'the needle', 20_000)
    await expect(setValue('number.dials_free_target', 251)).rejects.toThrow(/service_validation_error/)
    await setValue('number.dials_free_range_max', 100)
    await house.shows('sensor.dials_free_value', '100')
    await house.shows('number.dials_free_target', 'unknown')
    await isBeyond('free')
    await setValue('number.dials_free_range_max', 250)
    await house.shows('number.dials_free_target', '200')
    await house.shows('sensor.dials_free_value', '200')
  })

  it('follow their source until it is too old, or until they are taken over', async () => {
    await house.say('inverter', '{"power":1.5}')
    await house.shows('sensor.dials_solar_value', '1500')
    await house.shows('number.dials_solar_target', 'unknown')
    await house.shows('sensor.dials_solar_value', 'unknown')
    await house.shows('binary_sensor.dials_solar_problem', 'on')
    expect((await house.attributes('binary_sensor.dials_solar_problem'))?.['reason']).toBe(
      'mqtt:inverter#power has told nothing for more than 5 s',
    )
    await setValue('number.dials_solar_target', 4000)
    await house.shows('number.dials_solar_target', '4000')
    expect(await house.shown('sensor.dials_solar_value')).toBe('unknown')
    await choose('select.dials_solar_moved_by', 'Manual')
    await house.shows('sensor.dials_solar_value', '4000')
    await house.shows('binary_sensor.dials_solar_problem', 'off')
    await choose('select.dials_solar_moved_by', 'Source')
    await house.shows('sensor.dials_solar_value', 'unknown')
    await house.say('inverter', '{"power":2}')
    await house.shows('sensor.dials_solar_value', '2000')
    await choose('select.dials_solar_moved_by', 'Manual')
    await house.shows('sensor.dials_solar_value', '4000')
  })

  it('follow an entity of Home Assistant, in its unit', async () => {
    await house.say('grid_power', '-2500')
    await house.shows('sensor.dials_grid_value', '-2.5')
    await house.say('grid_power', '9000')
    await house.shows('sensor.dials_grid_value', '8')
    await isBeyond('grid')
    await house.say('grid_power', '4000')
    await house.shows('sensor.dials_grid_value', '4')
  })

  it('look for their stops and turn over the whole dial at the press of a button', async () => {
    await press('button.dials_home')
    await house.shows('sensor.dials_grid_value', 'unknown')
    await house.shows('sensor.dials_grid_value', '4')
    await waitFor(async () => !(await moves()), 'the needles to rest', 20_000)
    const haveBeen = haveAllBeenAtBothEnds(house)
    // They are at an end for so short that a busy machine may not look meanwhile.
    const seen = async () => {
      if (!(await moves())) await press('button.dials_test')
      return haveBeen()
    }
    await waitFor(seen, 'all needles to have been at both ends of their dials', 60_000)
    await waitFor(async () => !(await moves()), 'the needles to rest', 20_000)
    expect(await house.shown('sensor.dials_grid_value')).toBe('4')
  })

  it('have a lamp that is chosen', async () => {
    await house.shows('select.dials_status_led', 'Tariff')
    await house.say('tariff', '1')
    for (const option of ['On', 'Off']) {
      await choose('select.dials_status_led', option)
      await house.shows('select.dials_status_led', option)
    }
  })

  it('are as they were after a restart of Home Assistant, and of the program', async () => {
    const before = async () => {
      await house.shows('sensor.dials_free_value', '200', 40_000)
      await house.shows('number.dials_free_target', '200')
      await house.shows('number.dials_free_range_max', '250')
      await house.shows('number.dials_solar_target', '4000')
      await house.shows('select.dials_solar_moved_by', 'Manual')
      await house.shows('sensor.dials_solar_value', '4000')
      await house.shows('select.dials_status_led', 'Off')
      expect(await house.attributes('number.dials_free_target')).toMatchObject({ min: 0, max: 250, step: 0.5 })
    }
    await before()
    await house.home.restart()
    await before()
    const { ms, exitCode } = await house.program.stop()
    process.stdout.write(`gauges: stop ${Math.round(ms)} ms\n`)
    expect(exitCode).toBe(0)
    expect(ms).toBeLessThan(6_000)
    await house.shows('sensor.dials_free_value', 'unavailable')
    await house.program.start()
    await before()
  })

  it('leave no complaint in its log', async () => {
    expect((await house.home.systemLog()).map(({ name, message }) => `${name}: ${message.join(' ')}`)).toEqual([])
    expect(house.program.output()).not.toMatch(/ERROR|FATAL|Warning/)
  })
})

/** As often as it is asked, looks where the needles are. */
function haveAllBeenAtBothEnds({ program }: DialsAtHome): () => Promise<boolean> {
  const seen: Record<string, { least: number; greatest: number }> = {}
  return async () => {
    for (const { id, positionSteps } of await needlesOf(program)) {
      const { least, greatest } = seen[id] ?? { least: positionSteps, greatest: positionSteps }
      seen[id] = { least: Math.min(least, positionSteps), greatest: Math.max(greatest, positionSteps) }
    }
    return Object.values(seen).every(({ least, greatest }) => least < 300 && greatest > 3_300)
  }
}
