import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { settingsJsonSchema } from '../../src/settings/jsonSchema.ts'
import { boiler, choices, house, load, sentences } from './support/meter.ts'

const schema = settingsJsonSchema(choices)
const validator = z.fromJSONSchema(schema)

/** What an editor reads; it takes `!env NAME` for the text NAME. */
const valid = (text: string) => validator.safeParse(parse(text, { customTags: [{ tag: '!env', resolve: (name: string) => name }] })).success

describe('the JSON Schema of the settings', () => {
  test('is of draft 2020-12 and plain data', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
    expect(JSON.stringify(schema).match(/\$schema/g)).toHaveLength(1)
  })

  test('names the keys of the file and no others', () => {
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['devices'] })
    expect(Object.keys(schema.properties ?? {})).toEqual(['node', 'mqtt', 'homeassistant', 'gpio', 'devices'])
  })

  test('takes a device by its driver', () => {
    expect(schema.properties?.['devices']).toMatchObject({
      additionalProperties: { required: ['driver'], oneOf: [{ $ref: '#/$defs/device_pzem' }, { $ref: '#/$defs/device_board' }] },
    })
    expect(schema.$defs?.['device_pzem']).toMatchObject({
      additionalProperties: false,
      required: ['driver', 'port'],
      properties: {
        driver: { const: 'pzem' },
        address: { type: 'integer', minimum: 1, maximum: 247, default: 1 },
        every: { type: 'string', default: '1s' },
        publish: { type: 'string', default: '10s' },
        steps: { additionalProperties: false, properties: { power: { pattern: expect.stringContaining('W|kW') } } },
        simulate: { anyOf: [{ type: 'boolean' }, { enum: ['grid', 'solar', 'kettle'] }] },
      },
    })
  })

  test('holds the ids of devices to their form', () => {
    expect(schema.properties?.['devices']).toMatchObject({
      propertyNames: {
        maxLength: 64,
        allOf: [{ pattern: '^[a-z0-9]+(?:_+[a-z0-9]+)*$' }, { pattern: '^(?!(?:node|availability|instance|node_.*)$)' }],
      },
    })
  })

  test('explains to the reader each key that every device has', () => {
    for (const key of ['name', 'publish', 'steps', 'simulate'])
      expect(schema.$defs?.['device_board']?.properties?.[key]).toMatchObject({
        title: expect.any(String),
        description: expect.any(String),
      })
  })
})

describe('an editor and the program agree', () => {
  test.each([
    ['a whole file', house],
    ['no devices', 'devices: {}'],
    ['all devices commented out', 'devices:\nmqtt:'],
    ['the GPIO of a board', 'devices: {}\ngpio: { backend: character-device, chip: /dev/gpiochip4 }'],
    ['GPIO commented out', 'devices: {}\ngpio:'],
    ['a bare device', boiler()],
    ['a simulated device', boiler('simulate: solar')],
    ['a board', 'devices: { b: { driver: board, channels: { oven: { channel: 1 } }, voltage: mains } }'],
  ])('that %s is right', (_, text) => {
    expect(load(text, { MQTT_PASSWORD: 'x' }).mistakes).toEqual([])
    expect(valid(text)).toBe(true)
  })

  test.each([
    ['an unknown key', 'devices: {}\nnodes: a'],
    ['an unknown driver', 'devices: { a: { driver: other } }'],
    ['a device without a driver', 'devices: { a: { port: x } }'],
    ['a device without a port', 'devices: { a: { driver: pzem } }'],
    ['a misspelt key', boiler('adress: 3')],
    ['a key of another driver', boiler('voltage: mains')],
    ['a value out of range', boiler('address: 248')],
    ['a bare number', boiler('every: 5')],
    ['a unit of another dimension', boiler('steps: { power: 5A }')],
    ['a circuit that is none', boiler('simulate: sun')],
    ['a GPIO backend that is none', 'devices: {}\ngpio: { backend: gpiod }'],
    ['a GPIO chip that is none', 'devices: {}\ngpio: { chip: gpio/4 }'],
    ['a broker that is none', 'devices: {}\nmqtt: { url: http://x }'],
  ])('that %s is wrong', (_, text) => {
    expect(sentences(text)).toHaveLength(1)
    expect(valid(text)).toBe(false)
  })
})
