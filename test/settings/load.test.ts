import { describe, expect, test } from 'vitest'
import { loadSettings } from '../../src/settings/load.ts'
import { boiler, board, choices, house, load, meter, sentences } from './support/meter.ts'

const env = { MQTT_PASSWORD: 'hunter2' }

const simulated = (id: string, value: string) =>
  load(`devices: { ${id}: { driver: pzem, port: x, simulate: ${value} } }`).settings?.devices[0]?.simulate

const twice = (first: string, second: string) =>
  `devices:\n  ${first}: { driver: board, channels: { x: { channel: 1 } } }\n  ${second}: { driver: board, channels: { x: { channel: 1 } } }\n`

const loadWith = (driver: typeof meter | { kind: string; settings: typeof meter.settings; entities: typeof meter.entities }) => () =>
  loadSettings({ text: 'devices: {}', file: 'f', env: {}, ...choices, drivers: [driver] })

const devices = (own: string) => `devices:\n  b:\n    driver: ${board.kind}\n    ${own}\n`

describe('a file without mistakes', () => {
  test('becomes settings in SI units with defaults filled in', () => {
    expect(load(house, env)).toEqual({
      mistakes: [],
      settings: {
        node: 'house',
        mqtt: { url: 'mqtts://broker.lan:8883', username: 'monitor', password: 'hunter2', discoveryPrefix: 'homeassistant' },
        homeAssistant: null,
        gpio: { backend: 'auto', chip: null },
        devices: [
          {
            id: 'boiler',
            driver: 'pzem',
            name: 'Hot water',
            publishMs: 10_000,
            steps: {},
            simulate: null,
            own: { port: '/dev/ttyUSB0', address: 3, model: 'pzem-016', every: 1000 },
          },
          {
            id: 'heat_pump',
            driver: 'pzem',
            name: 'Heat pump',
            publishMs: 10_000,
            steps: { power: 50, current: 0.5 },
            simulate: 'kettle',
            own: { port: '/dev/ttyUSB0', address: 4, model: 'pzem-016', every: 1000 },
          },
        ],
      },
    })
  })

  test.each([
    ['with a byte order mark', `\uFEFF${house}`],
    ['with Windows line ends', house.replaceAll('\n', '\r\n')],
    ['with a document marker', `---\n${house}`],
  ])('is the same %s', (_, text) => {
    expect(load(text, env)).toEqual(load(house, env))
  })

  test('needs no more than devices, and these may be none', () => {
    const nothing = {
      settings: { node: 'house', mqtt: null, homeAssistant: null, gpio: { backend: 'auto', chip: null }, devices: [] },
      mistakes: [],
    }
    expect(load('devices: {}')).toEqual(nothing)
    expect(load('devices:\nmqtt:')).toEqual(nothing)
  })

  test('may say where Home Assistant is', () => {
    const { settings } = load('devices: {}\nhomeassistant: { url: "http://192.168.1.5:8123/", token: !env HA_TOKEN }', { HA_TOKEN: 'abc' })
    expect(settings?.homeAssistant).toEqual({ url: 'http://192.168.1.5:8123', token: 'abc' })
  })

  test('may call a device by a number', () => {
    expect(load('devices: { 1: { driver: pzem, port: x } }').settings?.devices).toMatchObject([{ id: '1', name: '1' }])
  })
})

describe('simulate', () => {
  test('names a circuit of the simulated house', () => expect(simulated('boiler', 'solar')).toBe('solar'))
  test('true means the circuit called like the device', () => expect(simulated('kettle', 'true')).toBe('kettle'))
  test('true means the first circuit where none is called so', () => expect(simulated('boiler', 'true')).toBe('grid'))
  test('false means the real device', () => expect(simulated('kettle', 'false')).toBeNull())
})

describe('a mistake', () => {
  test('in a device keeps only that device off', () => {
    const loaded = load(house.replace('address: 3 ', 'address: 300 '), env)
    expect(loaded.settings?.devices.map(({ id }) => id)).toEqual(['heat_pump'])
    expect(loaded.mistakes).toEqual([
      {
        device: 'boiler',
        path: 'devices.boiler.address',
        line: 16,
        column: 5,
        sentence: 'energy-monitor.yaml:16:5: devices.boiler.address: found 300, allowed is 1 to 247',
      },
    ])
  })

  test.each([
    ['the syntax', 'devices: {'],
    ['the node', 'node: My House\ndevices: {}'],
    ['the broker', 'mqtt: {}\ndevices: {}'],
    ['an unknown key', 'devcies: {}\ndevices: {}'],
    ['a missing list of devices', 'node: house'],
    ['a key that stands twice', 'node: a\nnode: b\ndevices: {}'],
  ])('in %s leaves no settings', (_, text) => {
    const { settings, mistakes } = load(text)
    expect(settings).toBeNull()
    expect(mistakes.map(({ device }) => device)).toEqual([null])
  })

  test('in the file does not hide those in devices', () => {
    expect(sentences(`node: A\n${boiler('address: 300')}`)).toHaveLength(2)
  })

  test('in an id that no device can have is not blamed on the device that has it', () => {
    expect(load('devices: { node: { driver: pzem, port: x } }').mistakes).toMatchObject([{ device: null, path: 'devices.node' }])
  })

  test('comes in the order of the file', () => {
    expect(load(boiler('simulate: x', 'address: 0', 'adress: 1', 'publish: 1')).mistakes.map(({ line }) => line)).toEqual([5, 6, 7, 8])
  })
})

describe('unique ids', () => {
  test('that two devices would share keep the later one off', () => {
    const loaded = load(twice('a_b', 'a'))
    expect(loaded.settings?.devices.map(({ id }) => id)).toEqual(['a_b'])
    expect(loaded.mistakes).toMatchObject([
      {
        device: 'a',
        sentence:
          'energy-monitor.yaml:3:3: devices.a: found a, whose entity b_c would have the same unique id as the entity c of a_b, allowed is another id',
      },
    ])
  })

  test('belong to a device that is off, too: it was published before', () => {
    const loaded = load(twice('a_b', 'a').replace('channel: 1', 'channel: -1'))
    expect(loaded.settings?.devices).toEqual([])
    expect(loaded.mistakes.map(({ device }) => device)).toEqual(['a_b', 'a'])
  })

  test('include those of the entities that every device has', () => {
    const text = 'devices: { a: { driver: pzem, port: x }, a_set: { driver: pzem, port: x } }'
    expect(sentences(text)[0]).toContain('whose entity energy would have the same unique id as the entity set_energy of a')
  })
})

describe('a driver that cannot be configured is a mistake of the program:', () => {
  test('keys that every device has', () => {
    const settings = meter.settings.extend({ name: meter.settings.shape.port })
    expect(loadWith({ ...meter, settings })).toThrow('The driver pzem defines keys that every device has: name')
  })

  test('keys that nobody would check', () => {
    expect(loadWith({ ...meter, settings: meter.settings.loose() })).toThrow('The settings of the driver pzem are no strict object')
  })
})

test('a schema may have maps of maps, lists, alternatives and refinements', () => {
  expect(load(devices('channels: { oven: { channel: 3 } }')).settings?.devices).toMatchObject([
    { own: { channels: { oven: { channel: 3 } } } },
  ])
  expect(sentences(devices('channels: {}'))).toEqual(['4:5: devices.b.channels: found a map, allowed is at least one channel'])
  expect(sentences(devices('channels: { oven: { chanel: 1, channel: -1, gain: 3 } }'))).toEqual([
    '4:25: devices.b.channels.oven.chanel: found an unknown key, did you mean channel?',
    '4:36: devices.b.channels.oven.channel: found -1, allowed is 0 or more',
    '4:49: devices.b.channels.oven.gain: found 3, allowed is 2 or less',
  ])
  expect(sentences(devices('channels: { x: { channel: 1 } }\n    voltage: off\n    labels: [a, 2]'))).toEqual([
    '5:5: devices.b.voltage: found off, allowed is more than 0 or mains',
    '6:17: devices.b.labels.1: found 2, allowed is a text',
  ])
})
