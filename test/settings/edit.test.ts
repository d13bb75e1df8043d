import { assert, constantFrom, oneof, property, string, integer, boolean } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { config } from 'zod'
import { ConfigError } from '../../src/entities/errors.ts'
import { editSettings, type Written } from '../../src/settings/edit.ts'
import { FromEnvironment } from '../../src/settings/secret.ts'
import { boiler, house, load } from './support/meter.ts'
import { mutated } from './support/mutations.ts'

// Schemas that check one file are not worth compiling.
config({ jitless: true })

const env = { MQTT_PASSWORD: 'hunter2', PORT: '/dev/ttyACM0' }

const setPassword = () => editSettings(house, ['mqtt', 'password'], 'hunter2')

/** A change that no splice can make: a new key between brackets. */
const rewrite = (text: string) => editSettings(text, ['devices', 'heat_pump', 'steps', 'voltage'], '1V')

/** The edited text, or null where a sentence says why not. */
function attempt(text: string, path: readonly string[], value: Written): string | null {
  try {
    return editSettings(text, path, value)
  } catch (error) {
    if (error instanceof ConfigError) return null
    throw error
  }
}

/** The lines that are in one text only. */
function difference(before: string, after: string) {
  const [old, now] = [before.split('\n'), after.split('\n')]
  return { gone: old.filter((line) => !now.includes(line)), come: now.filter((line) => !old.includes(line)) }
}

describe('a value', () => {
  test('is replaced and nothing else, to the last space', () => {
    const edited = editSettings(house, ['devices', 'boiler', 'address'], 7)
    expect(edited).toBe(house.replace('address: 3 ', 'address: 7 '))
    expect(load(edited, env).settings?.devices[0]?.own).toMatchObject({ address: 7 })
  })

  test('keeps the quotes it has, and gets some where it needs them', () => {
    expect(difference(house, editSettings(house, ['devices', 'boiler', 'name'], 'Bath')).come).toEqual(['    name: "Bath"'])
    expect(difference(house, editSettings(house, ['mqtt', 'username'], '123')).come).toEqual(['  username: "123"'])
    expect(difference(house, editSettings(house, ['mqtt', 'username'], 'a: b #c')).come).toEqual(['  username: "a: b #c"'])
  })

  test('between brackets is replaced there', () => {
    expect(editSettings(house, ['devices', 'heat_pump', 'steps', 'power'], '1kW')).toBe(house.replace('50W', '1kW'))
  })

  test('is filled in where there was none', () => {
    expect(editSettings(boiler('address:   # ask'), ['devices', 'boiler', 'address'], 7)).toBe(boiler('address:   7 # ask'))
    expect(editSettings(house.replace('every:   1s', 'every:'), ['devices', 'boiler', 'every'], '2s')).toBe(
      house.replace('every:   1s', 'every: 2s'),
    )
  })

  test('that is the same changes nothing', () => {
    expect(editSettings(house, ['devices', 'boiler', 'address'], 3)).toBe(house)
    expect(editSettings(house, ['devices', 'boiler', 'name'], 'Hot water')).toBe(house)
    expect(editSettings(house, ['devices', 'boiler', 'wires'], undefined)).toBe(house)
    expect(editSettings(house, ['devices', 'attic', 'port'], undefined)).toBe(house)
  })
})

describe('a key', () => {
  test('that is new comes after the others of its map', () => {
    expect(editSettings(house, ['devices', 'boiler', 'model'], 'pzem-014')).toBe(
      house.replace('every:   1s\n', 'every:   1s\n    model: pzem-014\n'),
    )
    expect(editSettings(house, ['devices', 'heat_pump', 'publish'], '5s')).toBe(`${house}    publish: 5s\n`)
  })

  test('brings the maps it needs', () => {
    expect(editSettings(house, ['devices', 'boiler', 'steps', 'power'], '5W')).toBe(
      house.replace('every:   1s\n', 'every:   1s\n    steps:\n      power: 5W\n'),
    )
    expect(editSettings('node: a\ndevices:   # none yet\n', ['devices', 'boiler', 'port'], 'x')).toBe(
      'node: a\ndevices:   # none yet\n  boiler:\n    port: x\n',
    )
  })

  test('comes into a file without a line end', () => {
    expect(editSettings('node: a\ndevices: {}', ['mqtt', 'url'], 'mqtt://x')).toBe('node: a\ndevices: {}\nmqtt:\n  url: mqtt://x\n')
  })

  test('is removed with its lines', () => {
    expect(editSettings(house, ['devices', 'boiler', 'address'], undefined)).toBe(
      house.replace('    address: 3       # the second from the left\n', ''),
    )
    expect(load(editSettings(house, ['devices', 'heat_pump'], undefined), env).settings?.devices.map(({ id }) => id)).toEqual(['boiler'])
  })

  test('that is the last of its map leaves an empty map, and all comments', () => {
    const edited = editSettings(boiler('# why', 'steps:', '  power: 5W # much'), ['devices', 'boiler', 'steps', 'power'], undefined)
    expect(edited).toContain('    steps: {}\n')
    expect(edited).toContain('# why')
  })

  test('may be a number, as an id or in a list', () => {
    const text = 'devices:\n  1:\n    driver: board # b\n    labels: [a, b]\n'
    expect(editSettings(text, ['devices', 1, 'driver'], 'pzem')).toBe(text.replace('board', 'pzem'))
    expect(editSettings(text, ['devices', '1', 'labels', 1], 'c')).toBe(text.replace('[a, b]', '[a, c]'))
    expect(editSettings(text, ['devices', '1', 'labels', 2], 'c')).toBe(text.replace('[a, b]', '[ a, b, c ]'))
    expect(editSettings(text, ['devices', '1', 'labels', 0], undefined)).toBe(text.replace('[a, b]', '[ b ]'))
  })
})

describe('a map', () => {
  test('is merged into the one that stands there', () => {
    const value = { driver: 'pzem', port: '/dev/ttyUSB0', address: 9, every: '1s', model: 'pzem-014' }
    expect(editSettings(house, ['devices', 'boiler'], value)).toBe(
      house
        .replace('address: 3 ', 'address: 9 ')
        .replace('every:   1s\n', 'every:   1s\n    model: pzem-014\n')
        .replace('    name: "Hot water"\n', ''),
    )
  })

  test('that says the same changes nothing', () => {
    const value = { driver: 'pzem', port: '/dev/ttyUSB0', address: 4, steps: { power: '50W', current: '500mA' }, simulate: 'kettle' }
    expect(editSettings(house, ['devices', 'heat_pump'], value)).toBe(house)
  })
})

describe('what comes from the environment', () => {
  test('stays as it is when something else is changed', () => {
    for (const [path, value] of [
      [['mqtt', 'username'], 'other'],
      [['mqtt', 'ca'], '/ca.pem'],
      [['node'], 'attic'],
      [['devices', 'heat_pump', 'steps', 'voltage'], '1V'],
    ] as const)
      expect(editSettings(house, path, value)).toContain('  password: !env MQTT_PASSWORD\n')
  })

  test('is not replaced by a value in clear', () => {
    expect(setPassword).toThrow(ConfigError)
    expect(setPassword).toThrow(
      'mqtt.password comes from an environment variable (!env): change it there, or take the key out of the settings first',
    )
    expect(() => editSettings(house, ['mqtt'], 'hunter2')).toThrow(ConfigError)
    expect(() => editSettings('a: [!env X]', ['a'], ['hunter2'])).toThrow(ConfigError)
  })

  test('stays when the settings that were read are written back whole', () => {
    const read = { url: 'mqtts://broker.lan:8883', username: 'monitor', password: 'hunter2' }
    expect(editSettings(house, ['mqtt'], read)).toBe(house)
    expect(editSettings(house, ['mqtt'], { url: read.url })).toBe(house.replace('  username: monitor\n', ''))
  })

  test('can be removed, renamed and begun', () => {
    const without = editSettings(house, ['mqtt', 'password'], undefined)
    expect(without).toBe(house.replace('  password: !env MQTT_PASSWORD\n', ''))
    expect(editSettings(without, ['mqtt', 'password'], new FromEnvironment('MQTT_PASSWORD'))).toBe(house)
    expect(load(editSettings(house, ['mqtt', 'password'], new FromEnvironment('PORT')), env).settings?.mqtt?.password).toBe(env.PORT)
    expect(
      load(editSettings(house, ['devices', 'boiler', 'port'], new FromEnvironment('PORT')), env).settings?.devices[0]?.own,
    ).toMatchObject({
      port: env.PORT,
    })
  })
})

describe('a rewritten file', () => {
  test('keeps values, order, comments and single empty lines', () => {
    const edited = rewrite(house)
    expect(edited).toContain('steps: { power: 50W, current: 500mA, voltage: 1V }')
    expect(load(edited, env).settings?.devices[1]).toMatchObject({ steps: { voltage: 1 } })
    for (const comment of house.match(/#.*$/gm) ?? []) expect(edited).toContain(comment)
    expect(edited).toContain('\n\n  # outside\n')
  })

  test('loses the alignment of columns and further empty lines', () => {
    expect(difference(house, rewrite(house)).come).toContain('    address: 3 # the second from the left')
    expect(rewrite(house)).not.toContain('\n\n\n')
  })

  test('changes once: the next time nothing moves', () => {
    const once = rewrite(house)
    expect(editSettings(editSettings(once, ['node'], 'attic'), ['node'], 'house')).toBe(once)
  })

  test('does not break long lines', () => {
    const long = house.replace('Hot water', 'word '.repeat(60).trim())
    expect(difference(long, rewrite(long)).come).not.toContainEqual(expect.stringMatching(/^\s*word/))
  })
})

describe('the file’s form', () => {
  test.each([
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('%s stays', (_, form) => {
    expect(editSettings(form(house), ['devices', 'boiler', 'address'], 7)).toBe(form(house.replace('address: 3 ', 'address: 7 ')))
    expect(editSettings(form(house), ['devices', 'boiler', 'steps', 'power'], '5W')).toBe(
      form(editSettings(house, ['devices', 'boiler', 'steps', 'power'], '5W')),
    )
    expect(rewrite(form(house))).toBe(form(rewrite(house)))
  })

  test.each([
    ['devices: {', 'the settings cannot be changed before their mistake in line 1 is mended: found'],
    ['', 'the settings cannot be changed before their mistake in line 1 is mended: found an empty file'],
    ['hello', 'the settings are not a map of keys'],
    ['devices: [a]', 'boiler cannot be set: a list stands there'],
    ['devices: x', 'devices has no keys below it: devices.boiler.address cannot be set'],
    ['a: &a {}\ndevices: *a', 'devices has no keys below it'],
  ])('%j cannot be edited, which is said in a sentence', (text, message) => {
    const change = () => editSettings(text, ['devices', 'boiler', 'address'], 7)
    expect(change).toThrow(ConfigError)
    expect(change).toThrow(message)
  })
})

describe('whatever is changed', () => {
  const path = constantFrom(
    ['devices', 'boiler', 'name'],
    ['devices', 'heat_pump', 'steps', 'power'],
    ['mqtt', 'ca'],
    ['devices', 'new'],
    ['devices', 'boiler'],
  )
  const value = oneof(
    string({ unit: 'binary' }),
    integer(),
    boolean(),
    constantFrom<Written>('a: b', '- x', '#', ' y ', '~', 'yes\nno', '*a', null, { a: { b: 1 } }, ['x']),
  )

  test('is read back as it was written', () => {
    assert(
      property(string({ minLength: 1, unit: 'binary' }), (text) => {
        const edited = editSettings(house, ['devices', 'boiler', 'port'], text)
        expect(load(edited, env).settings?.devices[0]?.own).toMatchObject({ port: text })
      }),
      { numRuns: 300 },
    )
  })

  test('in a damaged file, the outcome can be read or the sentence says why not, and no secret shows', { timeout: 60_000 }, () => {
    assert(
      property(mutated(house), path, value, (text, at, written) => {
        const edited = attempt(text, at, written)
        if (edited === null) return
        expect(load(edited, env).mistakes.map(({ sentence }) => sentence)).not.toContainEqual(
          expect.stringMatching(/^energy-monitor.yaml:\d+:\d+: found(?! a (text|list|map))/),
        )
        expect(edited).not.toContain('hunter2')
        expect(editSettings(edited, at, written)).toBe(edited)
      }),
      { numRuns: 500 },
    )
  })
})
