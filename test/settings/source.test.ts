import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { power } from '../../src/entities/quantities.ts'
import { settingsJsonSchema } from '../../src/settings/jsonSchema.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { oneOf } from '../../src/settings/oneOf.ts'
import { unitsLike } from '../../src/settings/quantity.ts'
import { sourceSchema } from '../../src/settings/source.ts'

const follower = {
  kind: 'follower',
  settings: z.strictObject({
    voltage: sourceSchema({ unit: 'V', maxAge: '60s' }),
    energy: sourceSchema({ unit: 'kWh', maxAge: '1h' }).optional(),
  }),
  entities: { power },
}
const choices = { drivers: [follower], circuits: ['house'] } as const

const load = (...lines: string[]) => {
  const text = ['devices:', '  gauge:', '    driver: follower', ...lines.map((line) => `    ${line}`), ''].join('\n')
  return loadSettings({ ...choices, text, file: 'f.yaml', env: { FROM: 'boiler' } })
}
const own = (line: string) => load(line).settings?.devices[0]?.own
const sentences = (...lines: string[]) => load(...lines).mistakes.map(({ sentence }) => sentence.replace('f.yaml:4:5: devices.gauge.', ''))

const origins = 'boiler.voltage or board.solar.power of this node, mqtt:some/topic, mqtt:some/topic#json.path or ha:sensor.inverter_power'

describe('a source in the settings', () => {
  test.each([
    'boiler.voltage',
    'board.solar.power',
    'mqtt:emon/emonpi/vrms',
    'mqtt:energy-monitor/garage/board_mains#voltage',
    'mqtt:$SYS/a b/c#a.b.0',
    'ha:sensor.inverter_power',
  ])('is written as a text: %s', (from) => {
    expect(own(`voltage: ${from}`)).toEqual({ voltage: { from, fromUnit: 'V', unit: 'V', maxAgeMs: 60_000 } })
  })

  test('is written with the unit it comes in and its greatest age', () => {
    const settings = { from: 'mqtt:a', fromUnit: 'mV', unit: 'V', maxAgeMs: 5_000 }
    expect(own('voltage: { from: mqtt:a, unit: mV, max_age: 5s }')).toEqual({ voltage: settings })
    expect(own('voltage: { from: mqtt:a }')).toEqual({ voltage: { ...settings, fromUnit: 'V', maxAgeMs: 60_000 } })
  })

  test('has the unit and the age that its driver wants where it says none', () => {
    expect(load('voltage: a.b', 'energy: { from: ha:sensor.b, unit: Wh }').settings?.devices[0]?.own).toMatchObject({
      energy: { fromUnit: 'Wh', unit: 'kWh', maxAgeMs: 3_600_000 },
    })
  })

  test('is known to editors in both forms', () => {
    const validator = z.fromJSONSchema(settingsJsonSchema(choices))
    const valid = (voltage: string) => validator.safeParse(parse(`devices: { a: { driver: follower, voltage: ${voltage} } }`)).success
    expect(['mqtt:a', '{ from: mqtt:a, unit: mV }', '{ from: mqtt:a, unit: W }', '5'].map(valid)).toEqual([true, true, false, false])
  })
})

const entity = 'allowed is device and entity (boiler.voltage), or device, part and entity (board.solar.power)'
const prefix = 'allowed is mqtt: or ha: in front, or an entity of this node without a colon'
const wildcards = 'allowed is a topic without wildcards (+ and #), then # and a JSON path where it tells more than one value'
const topic = 'allowed is a topic after mqtt:, such as mqtt:emon/emonpi/vrms'
const path = 'allowed is names or numbers with points between them after the #, such as mqtt:some/topic#json.path'
const entityId = 'allowed is an entity id of Home Assistant after ha:, such as ha:sensor.inverter_power'

const withUnit = `(a number with its unit: ${oneOf(unitsLike('ms'))})`

describe('a mistake in a source', () => {
  test.each([
    ['""', `found the text "", allowed is ${origins}`],
    ['', `found nothing, allowed is a text (${origins}) or a map (from, unit, max_age)`],
    ['230', `found 230, allowed is a text (${origins}) or a map (from, unit, max_age)`],
    ['[a.b]', `found a list, allowed is a text (${origins}) or a map (from, unit, max_age)`],
    ['boiler', `found boiler, ${entity}`],
    ['a.b.c.d', `found a.b.c.d, ${entity}`],
    ['Boiler.voltage', `found Boiler.voltage, ${entity}`],
    ['boiler.', `found boiler., ${entity}`],
    ['boiler..voltage', `found boiler..voltage, ${entity}`],
    ['!env FROM', `found the text in FROM, ${entity}`],
    ['http://a/b', `found http://a/b, ${prefix}`],
    ['MQTT:a', `found MQTT:a, ${prefix}`],
    ['":a"', `found :a, ${prefix}`],
    ['mqtt:a/+/b', `found mqtt:a/+/b, ${wildcards}`],
    ['mqtt:a/#', `found mqtt:a/#, ${wildcards}`],
    ['mqtt:a/#/b', `found mqtt:a/#/b, ${wildcards}`],
    ['mqtt:a#/b', `found mqtt:a#/b, ${wildcards}`],
    ['mqtt:a#b#c', `found mqtt:a#b#c, ${wildcards}`],
    ['"mqtt:"', `found mqtt:, ${topic}`],
    ['"mqtt:#"', `found mqtt:#, ${topic}`],
    ['"mqtt: a"', `found the text "mqtt: a", ${topic}`],
    [`mqtt:${'a'.repeat(1_001)}`, `found mqtt:${'a'.repeat(55)}…, ${topic}`],
    ['mqtt:a#', `found mqtt:a#, ${path}`],
    ['mqtt:a#b..c', `found mqtt:a#b..c, ${path}`],
    ['"ha:"', `found ha:, ${entityId}`],
    ['ha:sensor', `found ha:sensor, ${entityId}`],
    ['ha:sensor.A', `found ha:sensor.A, ${entityId}`],
    ['ha:sensor.a.b', `found ha:sensor.a.b, ${entityId}`],
    ['ha:sensor._a', `found ha:sensor._a, ${entityId}`],
    ['ha:sensor.a__b', `found ha:sensor.a__b, ${entityId}`],
  ])('that is a text: %s', (written, sentence) => {
    expect(sentences(`voltage: ${written}`)).toEqual([`voltage: ${sentence}`])
  })

  test.each([
    ['{ from: boiler }', `voltage.from: found boiler, ${entity}`],
    ['{ from: mqtt:a, unit: A }', 'voltage.unit: found A, allowed is mV or V'],
    ['{ from: mqtt:a, unit: 5 }', 'voltage.unit: found 5, allowed is mV or V'],
    ['{ from: mqtt:a, max_age: 5 }', 'voltage.max_age: found 5, allowed is 5s to 168h ' + withUnit],
    ['{ from: mqtt:a, max_age: 1s }', 'voltage.max_age: found 1s, allowed is 5s to 168h'],
    ['{ from: mqtt:a, max_age: 1y }', 'voltage.max_age: found 1y, allowed is 5s to 168h ' + withUnit],
    ['{ from: mqtt:a, maxage: 9s }', 'voltage.maxage: found an unknown key, did you mean max_age?'],
    ['{ unit: V }', 'voltage.from: found nothing, allowed is a text (' + origins + ')'],
    ['{ from: 5 }', 'voltage.from: found 5, allowed is a text (' + origins + ')'],
  ])('in the map %s', (written, sentence) => {
    expect(sentences(`voltage: ${written}`).map((each) => each.replace(/^f\.yaml:\d+:\d+: devices\.gauge\./, ''))).toEqual([sentence])
  })

  test('of which there are several, all are told', () => {
    expect(sentences('voltage: { from: boiler, unit: W, max_age: 1 }')).toHaveLength(3)
  })

  test('where there is none at all', () => {
    expect(sentences('energy: a.b')[0]).toContain(`found nothing, allowed is a text (${origins}) or a map`)
  })
})
