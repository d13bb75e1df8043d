import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RegisteredDevice, RegisteredEntity } from './support/homeAssistantClient.ts'
import { canStartWholeHouse, startWholeHouse, type WholeHouse } from './support/wholeHouse.ts'

const clamp = { voltage: 'l1', transformer: '30A/1V', phase: '2deg' }
const currents = {
  grid: { ...clamp, channel: 1, transformer: '100A/50mA', burden: '22ohm' },
  solar: { ...clamp, channel: 2, invert: true, name: 'Solar roof' },
  hob: { ...clamp, channel: 3, voltage: 'l2' },
  // The simulated house has no circuit of this name, so that it measures the whole house, without a voltage to keep step with.
  annexe: { ...clamp, channel: 4, voltage: 'elsewhere' },
}
const board = {
  driver: 'mcp3208',
  name: 'Distribution board',
  spi: '/dev/spidev0.0',
  simulate: 'house',
  publish: '1s',
  voltages: {
    l1: { channel: 0, calibration: 268.97, phase: '3.2deg' },
    l2: { from: 'l1', lag: '120deg' },
    elsewhere: { source: 'boiler.voltage' },
  },
  currents,
  derived: { house: 'grid + solar' },
}
const parts = ['l1', ...Object.keys(currents), 'house']

describe.skipIf(!canStartWholeHouse)('A board of clamps in Home Assistant', () => {
  let house: WholeHouse
  let devices: readonly RegisteredDevice[]
  let entities: readonly RegisteredEntity[]

  const device = (id: string) => devices.find(({ identifiers }) => identifiers.some(([, identifier]) => identifier === `house_${id}`))
  const entity = (id: string) => entities.find(({ entity_id: entityId }) => entityId === id)
  const keysOf = (id: string, include: (one: RegisteredEntity) => boolean = () => true) =>
    entities
      .filter((one) => one.device_id === device(id)?.id && include(one))
      .map(({ entity_id: entityId }) => entityId.slice(entityId.indexOf('.') + 1).replace(`${id}_`, ''))
      .toSorted()
  const number = async (id: string) => Number((await house.shown(id)) ?? 'none')
  const isKnown = async (id: string) => Number.isFinite(await number(id))
  const look = async () => {
    devices = await house.home.deviceRegistry()
    entities = (await house.home.entityRegistry()).filter(({ platform }) => platform === 'mqtt')
  }
  const boardIds = () =>
    devices
      .flatMap(({ identifiers }) => identifiers.flatMap(([, id = '']) => (id.startsWith('house_board') ? [id.slice(6)] : [])))
      .toSorted()
  const apply = async (settings: object) => {
    await house.program.settings(house.settings({ boiler: house.boiler, board: { ...board, ...settings } }))
    await house.program.reload()
  }
  const powers = parts.filter((part) => part !== 'l1').map((part) => `sensor.board_${part}_power`)

  beforeAll(async () => {
    house = await startWholeHouse({ devices: () => ({ board }) })
    for (const id of powers) await house.home.waitFor(() => isKnown(id), `${id} to be known`, 30_000)
    await house.home.waitFor(() => isKnown('sensor.board_grid_energy_export'), 'its energy', 30_000)
    await look()
  })
  afterAll(() => house?.stop())

  it('is a device with one below it for each voltage, clamp and sum, so that the Energy dashboard names each', () => {
    const below = { manufacturer: 'Microchip', via_device_id: device('board')?.id }
    expect(device('board')).toMatchObject({
      name: 'Distribution board',
      manufacturer: 'Microchip',
      model: 'MCP3208',
      via_device_id: device('node')?.id,
    })
    expect(device('board_l1')).toMatchObject({ ...below, name: 'L1', model: 'Voltage transformer' })
    expect(device('board_grid')).toMatchObject({ ...below, name: 'Grid', model: 'Current clamp 100A/50mA' })
    expect(device('board_solar')).toMatchObject({ ...below, name: 'Solar roof', model: 'Current clamp 30A/1V' })
    expect(device('board_annexe')).toMatchObject({ ...below, name: 'Annexe', model: 'Current clamp 30A/1V' })
    expect(device('board_house')).toMatchObject({ ...below, name: 'House', model: 'Sum of channels' })
    expect(boardIds()).toEqual(['board', ...parts.map((part) => `board_${part}`)].toSorted())
  })

  it('has the entities of each kind of part, of which the rare ones are disabled', () => {
    const isDisabled = ({ disabled_by: by }: RegisteredEntity) => by === 'integration'
    const setters = ['set_energy_export', 'set_energy_import']
    expect(keysOf('board')).toEqual(['conversions_per_second', 'overruns', 'pairs_per_cycle', 'problem'])
    expect(keysOf('board', isDisabled)).toEqual(['conversions_per_second', 'overruns'])
    expect(keysOf('board_l1')).toEqual(['frequency', 'offset', 'problem', 'voltage', 'voltage_maximum', 'voltage_minimum'])
    expect(keysOf('board_l1', isDisabled)).toEqual(['offset', 'voltage_maximum', 'voltage_minimum'])
    const shown = ['current', 'energy_export', 'energy_import', 'power', 'power_factor', 'problem']
    const rare = ['apparent_power', 'offset', 'power_maximum', 'power_minimum', 'reactive_power', ...setters]
    for (const part of ['board_grid', 'board_solar', 'board_hob']) {
      expect(keysOf(part)).toEqual([...shown, ...rare].toSorted())
      expect(keysOf(part, isDisabled)).toEqual(rare)
    }
    expect(keysOf('board_annexe', (one) => !isDisabled(one))).toEqual(['current', 'energy_import', 'power', 'problem'])
    expect(keysOf('board_annexe', isDisabled)).toEqual(['apparent_power', 'power_maximum', 'power_minimum', 'set_energy_import'])
    expect(keysOf('board_house', (one) => !isDisabled(one))).toEqual(['energy_export', 'energy_import', 'power', 'problem'])
  })

  it.for([
    ['board_l1_voltage', 'L1 Voltage', { device_class: 'voltage', unit_of_measurement: 'V', state_class: 'measurement' }],
    ['board_l1_frequency', 'L1 Frequency', { device_class: 'frequency', unit_of_measurement: 'Hz', state_class: 'measurement' }],
    ['board_grid_power', 'Grid Power', { device_class: 'power', unit_of_measurement: 'W', state_class: 'measurement' }],
    ['board_grid_current', 'Grid Current', { device_class: 'current', unit_of_measurement: 'A', state_class: 'measurement' }],
    ['board_grid_power_factor', 'Grid Power factor', { device_class: 'power_factor', state_class: 'measurement' }],
    [
      'board_grid_energy_import',
      'Grid Energy import',
      { device_class: 'energy', unit_of_measurement: 'kWh', state_class: 'total_increasing' },
    ],
    [
      'board_grid_energy_export',
      'Grid Energy export',
      { device_class: 'energy', unit_of_measurement: 'kWh', state_class: 'total_increasing' },
    ],
    ['board_solar_power', 'Solar roof Power', { device_class: 'power', unit_of_measurement: 'W', state_class: 'measurement' }],
    ['board_annexe_power', 'Annexe Estimated power', { device_class: 'power', unit_of_measurement: 'W', state_class: 'measurement' }],
    [
      'board_annexe_energy_import',
      'Annexe Estimated energy',
      { device_class: 'energy', unit_of_measurement: 'kWh', state_class: 'total_increasing' },
    ],
    ['board_pairs_per_cycle', 'Distribution board Pairs per cycle', { state_class: 'measurement' }],
  ] as const)('has %s, shown as %s, with class and unit', async ([id, name, kind]) => {
    expect((await house.home.state(`sensor.${id}`))?.attributes).toMatchObject({ ...kind, friendly_name: name })
    expect(entity(`sensor.${id}`)?.unique_id).toBe(`house_${id}`)
  })

  it('is well, and shows the house by its formula', async () => {
    const isWell = async (id: string) => (await house.shown(`binary_sensor.${id}_problem`)) === 'off'
    for (const id of ['board', ...parts.map((part) => `board_${part}`)])
      await house.home.waitFor(() => isWell(id), `${id} to be well`, 10_000)
    expect(await number('sensor.board_l1_voltage')).toBeGreaterThan(210)
    expect(await number('sensor.board_annexe_power')).toBeGreaterThan(20)
    // A load may be switched between the moments at which each of them is read.
    const agrees = async () => {
      const [grid, solar, sum] = await Promise.all(['grid', 'solar', 'house'].map((part) => number(`sensor.board_${part}_power`)))
      return Math.abs((sum ?? NaN) - ((grid ?? NaN) + (solar ?? NaN))) < 5
    }
    await house.home.waitFor(agrees, 'house to be grid + solar', 30_000)
  })

  it('is fit for the Energy dashboard: grid in both directions, solar, and a consumer', async () => {
    const totals = ['grid_energy_import', 'grid_energy_export', 'solar_energy_import', 'hob_energy_import'].map(
      (key) => `sensor.board_${key}`,
    )
    for (const id of totals) await house.home.waitFor(() => isKnown(id), `${id} to be known`)
    await importStatistics(
      house,
      totals,
      ['grid', 'solar', 'hob'].map((part) => `sensor.board_${part}_power`),
    )
    const grid = {
      type: 'grid',
      stat_energy_from: 'sensor.board_grid_energy_import',
      stat_energy_to: 'sensor.board_grid_energy_export',
      stat_rate: 'sensor.board_grid_power',
      cost_adjustment_day: 0,
    }
    const solar = {
      type: 'solar',
      stat_energy_from: 'sensor.board_solar_energy_import',
      stat_rate: 'sensor.board_solar_power',
      config_entry_solar_forecast: null,
    }
    const consumer = { stat_consumption: 'sensor.board_hob_energy_import', stat_rate: 'sensor.board_hob_power' }
    await house.home.energySavePrefs({ energy_sources: [grid, solar], device_consumption: [consumer] })
    await house.home
      .waitFor(async () => (await house.home.energyValidate()).length === 0, 'a valid Energy dashboard')
      .catch(() => undefined)
    expect(await house.home.energyValidate()).toEqual([])
  })

  it('keeps all its devices where there is a mistake in its settings: unavailable, until it is mended', async () => {
    const [before, ids] = [boardIds(), devices.map(({ id }) => id)]
    const states = ['sensor.board_pairs_per_cycle', 'sensor.board_l1_voltage', ...powers]
    const areUnavailable = async () => {
      for (const id of states) await house.shows(id, 'unavailable')
      await look()
      expect(boardIds()).toEqual(before)
    }
    await apply({ currents: { ...currents, hob: { ...currents.hob, channel: 1 } } })
    await areUnavailable()
    await house.shows('binary_sensor.board_problem', 'on')
    const reason = (await house.home.state('binary_sensor.board_problem'))?.attributes['reason']
    expect(reason).toMatch(/board\.currents\.hob\.channel: found 1, allowed is a channel of its own: currents\.grid has that one/)
    await house.program.stop()
    await house.program.start()
    await house.shows('sensor.boiler_power', '1000')
    await areUnavailable()
    await apply({})
    for (const id of powers) await house.home.waitFor(() => isKnown(id), `${id} to be known again`, 30_000)
    await house.shows('binary_sensor.board_problem', 'off')
    await look()
    expect(devices.map(({ id }) => id)).toEqual(ids)
  })

  it('loses the device of a clamp that leaves the settings, and only that one', async () => {
    const { hob, ...others } = currents
    expect(hob.channel).toBe(3)
    await apply({ currents: others })
    await house.home.waitFor(async () => {
      await look()
      return device('board_hob') === undefined
    }, 'the device of the clamp to go')
    expect(boardIds()).toEqual(['board', ...parts.filter((part) => part !== 'hob').map((part) => `board_${part}`)].toSorted())
    expect(entities.filter(({ unique_id: id }) => id.startsWith('house_board_hob'))).toEqual([])
    await house.home.waitFor(() => isKnown('sensor.board_grid_power'), 'the others to measure on')
  })

  it('is no complaint in the log', async () => {
    expect(await house.complaints()).toEqual([])
  })
})

/** Home Assistant makes its own from the states every five minutes; these stand in for the first of them. */
async function importStatistics({ home }: WholeHouse, energies: readonly string[], powers: readonly string[]): Promise<void> {
  const hours = ['2026-11-01T10:00:00Z', '2026-11-01T11:00:00Z']
  const common = { name: null, source: 'recorder' }
  for (const id of energies) {
    const kind = { has_sum: true, mean_type: 0, statistic_id: id, unit_class: 'energy', unit_of_measurement: 'kWh' }
    await home.importStatistics(
      { ...common, ...kind },
      hours.map((start) => ({ start, state: 0, sum: 0 })),
    )
  }
  for (const id of powers) {
    const kind = { has_sum: false, mean_type: 1, statistic_id: id, unit_class: 'power', unit_of_measurement: 'W' }
    await home.importStatistics(
      { ...common, ...kind },
      hours.map((start) => ({ start, mean: 0, min: 0, max: 0 })),
    )
  }
}
