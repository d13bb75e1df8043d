import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RegisteredDevice, RegisteredEntity } from './support/homeAssistantClient.ts'
import { canStartWholeHouse, simulated, startWholeHouse, type WholeHouse } from './support/wholeHouse.ts'

describe.skipIf(!canStartWholeHouse)('What a user of a German Home Assistant sees', () => {
  let house: WholeHouse
  let devices: readonly RegisteredDevice[]
  let entities: readonly RegisteredEntity[]

  const device = (id: string) => devices.find(({ identifiers }) => identifiers.some(([, identifier]) => identifier === `house_${id}`))
  const entity = (id: string) => entities.find(({ entity_id: entityId }) => entityId === id)
  const attributes = async (id: string) => (await house.home.state(id))?.attributes
  const entityIds = (id: string) => entities.filter((one) => one.device_id === device(id)?.id).map((one) => one.entity_id)

  beforeAll(async () => {
    const meters = { grid: simulated('grid', 1), heat_pump: { ...simulated('heat_pump', 2), model: 'pzem-014' } }
    house = await startWholeHouse({ language: 'de', devices: () => meters })
    await house.shows('sensor.energy_monitor_devices_online', '3')
    await house.shows('sensor.boiler_energy', '12.345')
    await house.shows('number.boiler_alarm_threshold', '23000')
    await house.home.waitFor(async () => (await attributes('binary_sensor.boiler_problem'))?.['reason'] === null, 'its reason')
    devices = await house.home.deviceRegistry()
    entities = (await house.home.entityRegistry()).filter(({ platform }) => platform === 'mqtt')
  })
  afterAll(() => house?.stop())

  it('is one device for each meter, below that of the program', () => {
    expect(device('node')).toMatchObject({ name: 'Energy Monitor', manufacturer: 'Energy Monitor', model: 'Node', via_device_id: null })
    expect(device('node')?.sw_version).toMatch(/^\d+\.\d+\.\d+/)
    const below = { manufacturer: 'Peacefair', via_device_id: device('node')?.id }
    expect(device('boiler')).toMatchObject({ ...below, name: 'Hot water', model: 'PZEM-016' })
    expect(device('grid')).toMatchObject({ ...below, name: 'Grid', model: 'PZEM-016' })
    expect(device('heat_pump')).toMatchObject({ ...below, name: 'Heat pump', model: 'PZEM-014' })
    expect(new Set(entities.map(({ device_id: id }) => id))).toEqual(
      new Set(['node', 'boiler', 'grid', 'heat_pump'].map((id) => device(id)?.id)),
    )
  })

  it('is called by ids that neither the language nor the name of the device changes', () => {
    expect(entityIds('boiler').toSorted()).toEqual([
      'binary_sensor.boiler_alarm',
      'binary_sensor.boiler_problem',
      'button.boiler_reset_energy',
      'number.boiler_alarm_threshold',
      'number.boiler_set_energy',
      'sensor.boiler_apparent_power',
      'sensor.boiler_current',
      'sensor.boiler_energy',
      'sensor.boiler_frequency',
      'sensor.boiler_power',
      'sensor.boiler_power_factor',
      'sensor.boiler_rejected_readings',
      'sensor.boiler_voltage',
    ])
    expect(entity('sensor.boiler_power')?.unique_id).toBe('house_boiler_power')
  })

  it('is named in German where the kind of the quantity names it, behind the name of the device', async () => {
    const names = ['power', 'energy', 'voltage', 'current', 'frequency', 'power_factor', 'apparent_power']
    expect(names.map((key) => entity(`sensor.boiler_${key}`)?.['original_name'])).toEqual([
      'Leistung',
      'Energie',
      'Spannung',
      'Stromstärke',
      'Frequenz',
      'Leistungsfaktor',
      'Scheinleistung',
    ])
    expect((await attributes('sensor.boiler_power'))?.['friendly_name']).toBe('Hot water Leistung')
  })

  it.each([
    ['power', '1000', { device_class: 'power', unit_of_measurement: 'W', state_class: 'measurement' }, 1],
    ['energy', '12.345', { device_class: 'energy', unit_of_measurement: 'kWh', state_class: 'total_increasing' }, 3],
    ['voltage', '230', { device_class: 'voltage', unit_of_measurement: 'V', state_class: 'measurement' }, 1],
    ['current', '4.35', { device_class: 'current', unit_of_measurement: 'A', state_class: 'measurement' }, 2],
    ['frequency', '50', { device_class: 'frequency', unit_of_measurement: 'Hz', state_class: 'measurement' }, 2],
    ['power_factor', '1', { device_class: 'power_factor', state_class: 'measurement' }, 2],
  ])('is the %s of the real meter: %s, with class, unit and decimals', async (key, state, kind, decimals) => {
    const id = `sensor.boiler_${key}`
    expect(await house.home.state(id)).toMatchObject({ state, attributes: kind })
    expect(entity(id)).toMatchObject({ disabled_by: null, entity_category: null })
    expect(entity(id)?.['options']).toMatchObject({ sensor: { suggested_display_precision: decimals } })
  })

  it('is what a meter lets one set, among the configuration', async () => {
    expect(await house.home.state('number.boiler_alarm_threshold')).toMatchObject({
      state: '23000',
      attributes: { device_class: 'power', unit_of_measurement: 'W', min: 0, max: 25_000, step: 1, mode: 'box' },
    })
    expect(entity('number.boiler_alarm_threshold')).toMatchObject({ disabled_by: null, entity_category: 'config' })
  })

  it('is not what few need, until it is enabled', () => {
    const disabled = entities.filter(({ disabled_by: by }) => by === 'integration').map(({ entity_id: id }) => id)
    const ofMeter = (id: string) => [
      `sensor.${id}_apparent_power`,
      `sensor.${id}_rejected_readings`,
      `button.${id}_reset_energy`,
      `number.${id}_set_energy`,
    ]
    expect(new Set(disabled)).toEqual(new Set(['boiler', 'grid', 'heat_pump'].flatMap(ofMeter)))
    expect(entity('button.boiler_reset_energy')?.entity_category).toBe('config')
    expect(entity('number.boiler_set_energy')?.entity_category).toBe('config')
    expect(entity('sensor.boiler_rejected_readings')?.entity_category).toBe('diagnostic')
  })

  it('is whether something is wrong, apart from the alarm of the meter itself', async () => {
    expect(await house.home.state('binary_sensor.boiler_problem')).toMatchObject({
      state: 'off',
      attributes: { device_class: 'problem', reason: null },
    })
    expect(entity('binary_sensor.boiler_problem')).toMatchObject({ entity_category: 'diagnostic', original_name: 'Problem' })
    expect(await house.home.state('binary_sensor.boiler_alarm')).toMatchObject({ state: 'off', attributes: { device_class: 'problem' } })
    expect(entity('binary_sensor.boiler_alarm')?.entity_category).toBeNull()
  })

  it('is the state of the program itself', async () => {
    const sensors = ['version', 'started', 'devices_online', 'last_error'].map((key) => `sensor.energy_monitor_${key}`)
    expect(new Set(entityIds('node'))).toEqual(
      new Set([...sensors, 'button.energy_monitor_restart', 'binary_sensor.energy_monitor_problem']),
    )
    for (const id of [...sensors, 'binary_sensor.energy_monitor_problem']) expect(entity(id)?.entity_category).toBe('diagnostic')
    expect(await house.shown('sensor.energy_monitor_version')).toBe(device('node')?.sw_version)
    expect(await house.shown('sensor.energy_monitor_devices_online')).toBe('3')
    expect(await house.shown('sensor.energy_monitor_last_error')).toBe('unknown')
    expect(await house.shown('binary_sensor.energy_monitor_problem')).toBe('off')
    expect(Date.now() - Date.parse((await house.shown('sensor.energy_monitor_started')) ?? '')).toBeLessThan(180_000)
    expect(entity('button.energy_monitor_restart')).toMatchObject({ entity_category: 'config', original_name: 'Neu starten' })
  })

  it('is fit for the Energy dashboard: as the grid, as a consumer, and as their power', async () => {
    const hours = ['2026-11-01T10:00:00Z', '2026-11-01T11:00:00Z']
    const common = { name: null, source: 'recorder' }
    // Home Assistant makes its own from the states every five minutes; these stand in for the first of them.
    for (const meter of ['boiler', 'grid']) {
      const energy = {
        has_sum: true,
        mean_type: 0,
        statistic_id: `sensor.${meter}_energy`,
        unit_class: 'energy',
        unit_of_measurement: 'kWh',
      }
      await house.home.importStatistics(
        { ...common, ...energy },
        hours.map((start) => ({ start, state: 0, sum: 0 })),
      )
      const power = { has_sum: false, mean_type: 1, statistic_id: `sensor.${meter}_power`, unit_class: 'power', unit_of_measurement: 'W' }
      await house.home.importStatistics(
        { ...common, ...power },
        hours.map((start) => ({ start, mean: 0, min: 0, max: 0 })),
      )
    }
    const grid = {
      type: 'grid',
      stat_energy_from: 'sensor.grid_energy',
      stat_energy_to: null,
      stat_rate: 'sensor.grid_power',
      cost_adjustment_day: 0,
    }
    const consumer = { stat_consumption: 'sensor.boiler_energy', stat_rate: 'sensor.boiler_power' }
    await house.home.energySavePrefs({ energy_sources: [grid], device_consumption: [consumer] })
    await house.home
      .waitFor(async () => (await house.home.energyValidate()).length === 0, 'a valid Energy dashboard')
      .catch(() => undefined)
    expect(await house.home.energyValidate()).toEqual([])
  })

  it('is no complaint in the log', async () => {
    expect(await house.complaints()).toEqual([])
  })
})
