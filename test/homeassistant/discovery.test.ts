import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Rows } from '../../src/entities/rows.ts'
import { revival, tombstone } from '../../src/homeassistant/components.ts'
import { discovery, farewell, type Publication } from '../../src/homeassistant/discovery.ts'
import { nodeDescription } from '../../src/homeassistant/node.ts'
import { topicsOf } from '../../src/homeassistant/topics.ts'
import { meter, meterRows } from './support/rows.ts'

const publication = (node = 'house'): Publication => ({
  node,
  program: { version: '1.2.3', url: 'https://example.org/energy-monitor' },
  topics: topicsOf(node, 'homeassistant'),
})

/** All that Home Assistant has taken at these places since 2026.4: one unknown key there and the whole document is refused. */
const documentSchema = z.strictObject({
  dev: z.strictObject({
    ids: z.array(z.string()).min(1),
    name: z.string(),
    manufacturer: z.string().optional(),
    model: z.string().optional(),
    sw_version: z.string().optional(),
    via_device: z.string().optional(),
  }),
  o: z.strictObject({ name: z.string(), sw: z.string(), url: z.url() }),
  state_topic: z.string(),
  availability: z.array(z.strictObject({ topic: z.string(), value_template: z.string().optional() })),
  availability_mode: z.literal('all'),
  qos: z.literal(1),
  cmps: z.record(z.string(), z.record(z.string(), z.unknown())),
})

const read = ({ payload }: { payload: string }) => documentSchema.parse(JSON.parse(payload))
const componentsOf = (rows: Rows, name = 'Hot water') => read(discovery(publication(), meter('boiler', rows, { name }))).cmps

describe('the document of a device', () => {
  const document = discovery(publication(), meter())

  it('is retained below the device’s identifier, which node and device make unique', () => {
    expect(document.topic).toBe('homeassistant/device/house_boiler/config')
    expect(read(document).dev.ids).toEqual(['house_boiler'])
  })

  it('hangs the device below the node', () => {
    expect(read(document).dev).toEqual({
      ids: ['house_boiler'],
      name: 'Hot water',
      manufacturer: 'Peacefair',
      model: 'PZEM-016',
      via_device: 'house_node',
    })
  })

  it('hangs a part of a device below that device', () => {
    expect(read(discovery(publication(), meter('board_oven', meterRows, { above: 'board' }))).dev.via_device).toBe('house_board')
  })

  it('names the program as its origin', () => {
    expect(read(document).o).toEqual({ name: 'Energy Monitor', sw: '1.2.3', url: 'https://example.org/energy-monitor' })
  })

  it('makes all entities depend on the node, on the device, and on any state having come since Home Assistant started', () => {
    expect(read(document).availability).toEqual([
      { topic: 'energy-monitor/house/availability' },
      { topic: 'energy-monitor/house/boiler/availability' },
      { topic: 'energy-monitor/house/boiler', value_template: 'online' },
    ])
  })

  it('leaves `problem` readable while the device is offline, with the reason as an attribute', () => {
    expect(read(document).cmps['problem']).toEqual({
      p: 'binary_sensor',
      unique_id: 'house_boiler_problem',
      default_entity_id: 'binary_sensor.boiler_problem',
      device_class: 'problem',
      entity_category: 'diagnostic',
      value_template: '{{ value_json.problem }}',
      payload_on: 'True',
      payload_off: 'False',
      availability: [{ topic: 'energy-monitor/house/availability' }],
      json_attributes_topic: 'energy-monitor/house/boiler/problem/attributes',
    })
  })

  it('describes a measured value by its class, unit and precision, and lets it expire', () => {
    expect(read(document).cmps['power']).toEqual({
      p: 'sensor',
      unique_id: 'house_boiler_power',
      default_entity_id: 'sensor.boiler_power',
      device_class: 'power',
      unit_of_measurement: 'W',
      state_class: 'measurement',
      suggested_display_precision: 1,
      value_template: '{{ value_json.power }}',
      expire_after: 60,
    })
  })

  it('lets no total, setting or button expire', () => {
    const { cmps } = read(document)
    const expiring = Object.entries(cmps).flatMap(([key, { expire_after: seconds }]) => (seconds === undefined ? [] : [key]))
    expect(expiring).toEqual(['voltage', 'current', 'power', 'alarm', 'status'])
  })

  it('gives a slow device three publications before it expires', () => {
    const slow = discovery(publication(), meter('boiler', meterRows, { publishMs: 300_500 }))
    expect(read(slow).cmps['power']?.['expire_after']).toBe(902)
  })

  it('describes a number with its range, its box and where to set it', () => {
    expect(read(document).cmps['threshold']).toEqual({
      p: 'number',
      unique_id: 'house_boiler_threshold',
      default_entity_id: 'number.boiler_threshold',
      name: 'Threshold',
      unit_of_measurement: 'W',
      entity_category: 'config',
      value_template: '{{ value_json.threshold }}',
      min: 1,
      max: 25_000,
      step: 1,
      mode: 'box',
      command_topic: 'energy-monitor/house/boiler/threshold/set',
    })
  })

  it('describes a select with its options and where to choose one', () => {
    expect(componentsOf({ mode: { platform: 'select', name: 'Mode', options: ['auto', 'off'], category: 'config' } })['mode']).toEqual({
      p: 'select',
      unique_id: 'house_boiler_mode',
      default_entity_id: 'select.boiler_mode',
      name: 'Mode',
      entity_category: 'config',
      value_template: '{{ value_json.mode }}',
      options: ['auto', 'off'],
      command_topic: 'energy-monitor/house/boiler/mode/set',
    })
  })

  it('gives a sensor with attributes the topic where they come, and no other', () => {
    const cmps = componentsOf({ status: meterRows.status, plan: { platform: 'sensor', name: 'Plan', attributes: true } })
    expect(cmps['plan']?.['json_attributes_topic']).toBe('energy-monitor/house/boiler/plan/attributes')
    expect(cmps['status']).not.toHaveProperty('json_attributes_topic')
  })

  it('shows in the setter of a total the total itself, switched off until the user wants it', () => {
    expect(read(document).cmps['set_energy']).toMatchObject({
      p: 'number',
      name: 'Set energy',
      value_template: '{{ value_json.energy }}',
      enabled_by_default: false,
      command_topic: 'energy-monitor/house/boiler/set_energy/set',
    })
  })

  it('gives a button where to press and what to send, and no value', () => {
    const button = read(document).cmps['reset']
    expect(button).toMatchObject({ p: 'button', command_topic: 'energy-monitor/house/boiler/reset/set', payload_press: 'PRESS' })
    expect(button).not.toHaveProperty('value_template')
  })

  it('leaves a name to the device class, and never repeats the device’s', () => {
    const rows = { power: meterRows.power, flow: { platform: 'sensor', name: 'Heat pump flow' } } as const
    const cmps = componentsOf(rows, 'Heat pump')
    expect(cmps['power']).not.toHaveProperty('name')
    expect(cmps['flow']?.['name']).toBe('Flow')
  })

  it('takes components that depart in place of the row of the same key', () => {
    const departing = discovery(publication(), meter(), { power: tombstone('number'), old: tombstone('sensor') })
    expect(read(departing).cmps).toMatchObject({ power: { p: 'number' }, old: { p: 'sensor' }, voltage: { p: 'sensor' } })
    expect(read(departing).cmps['power']).toEqual({ p: 'number' })
  })
})

describe('the document of the node', () => {
  const document = read(discovery(publication(), nodeDescription('house')))

  it('is the hub: it hangs below nothing and carries the version', () => {
    expect(document.dev).toEqual({
      ids: ['house_node'],
      name: 'Energy Monitor',
      manufacturer: 'Energy Monitor',
      model: 'Node',
      sw_version: '1.2.3',
    })
  })

  it('has no availability topic beside the last will', () => {
    expect(document.availability).toEqual([
      { topic: 'energy-monitor/house/availability' },
      { topic: 'energy-monitor/house/node', value_template: 'online' },
    ])
  })

  it('has the diagnostics that a user asks for first', () => {
    expect(Object.keys(document.cmps)).toEqual(['version', 'started', 'devices_online', 'last_error', 'restart', 'problem'])
  })

  it('carries the node’s name where it is not the usual one', () => {
    expect(read(discovery(publication('garage'), nodeDescription('garage'))).dev.name).toBe('Energy Monitor garage')
  })
})

describe('the last document of a device that has gone', () => {
  const { topics } = publication()
  const gone = { energy: 'sensor', threshold: 'number', reset: 'button', alarm: 'binary_sensor', mode: 'select' }
  const revived = Object.fromEntries(
    Object.entries(gone).flatMap(([key, platform]) => {
      const component = revival('house', topics, 'boiler', key, platform)
      return component ? [[key, component]] : []
    }),
  )

  it('is one that Home Assistant takes, with the unique ids by which it knows the entities', () => {
    const { cmps } = read(farewell(publication(), 'boiler', revived))
    expect(Object.values(cmps).map((component) => component['unique_id'])).toEqual([
      'house_boiler_energy',
      'house_boiler_threshold',
      'house_boiler_reset',
      'house_boiler_alarm',
      'house_boiler_mode',
    ])
  })

  it('gives a select options, without which Home Assistant takes none', () => {
    expect(revived['mode']?.['options']).not.toEqual([])
    expect(Object.entries(revived).flatMap(([key, component]) => ('options' in component ? [key] : []))).toEqual(['mode'])
  })

  it('listens to a topic where nobody speaks, so that no state comes in its last second', () => {
    expect(revived['energy']?.['state_topic']).toBe('energy-monitor/house/boiler/energy/withdrawn')
  })

  it('leaves out a platform that a later version may have used', () => {
    expect(revival('house', topics, 'boiler', 'plan', 'calendar')).toBeNull()
  })
})
