import { describe, expect, test } from 'vitest'
import { boiler, sentences } from './support/meter.ts'

/** What the file says, and the sentence of it after the file's name. */
type Row = readonly [text: string, sentence: string]

const id = '1 to 64 lower-case letters, digits and underscores, with no underscore first or last'
const withUnit = '(a number with its unit: ms, s, min or h)'

const at = (rest: string) => `5:5: devices.boiler.${rest}`

describe('mistakes in a device', () => {
  test.each<Row>([
    ['address: 300', at('address: found 300, allowed is 1 to 247')],
    ['address: 0', at('address: found 0, allowed is 1 to 247')],
    ['address: 1.5', at('address: found 1.5, allowed is a whole number, 1 to 247')],
    ['address: "3"', at('address: found the text "3", allowed is 1 to 247')],
    ['address: three', at('address: found three, allowed is 1 to 247')],
    ['address: .nan', at('address: found NaN, allowed is a whole number, 1 to 247')],
    ['address: 1e400', at('address: found Infinity, allowed is a whole number, 1 to 247')],
    ['address:', at('address: found nothing, allowed is 1 to 247')],
    ['address: ~', at('address: found nothing, allowed is 1 to 247')],
    ['address: [3]', at('address: found a list, allowed is 1 to 247')],
    ['address: { a: 3 }', at('address: found a map, allowed is 1 to 247')],
    ['address: true', at('address: found true, allowed is 1 to 247')],
    ['address: !env ADDRESS', at('address: found the text in ADDRESS, allowed is 1 to 247')],
    ['model: pzem-16', at('model: found pzem-16, allowed is pzem-016, pzem-014 or pzem-004t')],
    ['every: 10ms', at('every: found 10ms, allowed is 200ms to 1h')],
    ['every: 2h', at('every: found 2h, allowed is 200ms to 1h')],
    ['every: 5', at(`every: found 5, allowed is 200ms to 1h ${withUnit}`)],
    ['every: 5sec', at(`every: found 5sec, allowed is 200ms to 1h ${withUnit}`)],
    ['every: "5"', at(`every: found the text "5", allowed is 200ms to 1h ${withUnit}`)],
    ['publish: 0.5s', at('publish: found 0.5s, allowed is 1s to 1h')],
    ['publish: 10', at(`publish: found 10, allowed is 1s to 1h ${withUnit}`)],
    ['name: ""', at('name: found the text "", allowed is a text of 1 to 60 characters in one line')],
    ['name: 12', at('name: found 12, allowed is a text of 1 to 60 characters in one line')],
    ['simulate: gird', at('simulate: found gird, allowed is true, false, grid, solar or kettle')],
    ['simulate: yes', at('simulate: found yes, allowed is true, false, grid, solar or kettle')],
    ['steps: 5', at('steps: found a number, allowed is a map (voltage, current, power, power_factor)')],
    ['adress: 3', at('adress: found an unknown key, did you mean address?')],
    ['publsh: 3s', at('publsh: found an unknown key, did you mean publish?')],
    ['wires: 3', at('wires: found an unknown key, allowed is driver, name, publish, steps, simulate, port, address, model or every')],
    [
      'constructor: 3',
      at('constructor: found an unknown key, allowed is driver, name, publish, steps, simulate, port, address, model or every'),
    ],
    [
      '__proto__: 3',
      at('__proto__: found an unknown key, allowed is driver, name, publish, steps, simulate, port, address, model or every'),
    ],
    ['address: *other', at('address: found an alias (a text that begins with *), allowed is the value itself, or the text in quotes')],
    ['name: !bold Boiler', at('name: found a tag (a text that begins with !), allowed is !env NAME, or the text in quotes')],
    ['name: !env [a]', at('name: found a tag (a text that begins with !), allowed is !env NAME, or the text in quotes')],
    ['name: !!binary aGk=', at('name: found a tag (a text that begins with !), allowed is !env NAME, or the text in quotes')],
    ['name: !env NOBODY', at('name: found !env NOBODY, but the environment variable NOBODY is not set')],
    ['name: !env', at('name: found !env without the name of a variable, allowed is !env NAME')],
    ['? [a]', '5:7: devices.boiler.…: found a key that is no plain text, allowed is a text'],
  ])('%s', (line, sentence) => {
    expect(sentences(boiler(line), { ADDRESS: '3' })).toEqual([sentence])
  })

  test('below its keys', () => {
    expect(sentences(boiler('steps:', '  power: 50', '  voltage: 2A', '  curent: 1A', '  power_factor: 1W', '  energy: 1kWh'))).toEqual([
      '6:7: devices.boiler.steps.power: found 50, allowed is 0W or more (a number with its unit: W or kW)',
      '7:7: devices.boiler.steps.voltage: found 2A, allowed is 0V or more (a number with its unit: mV or V)',
      '8:7: devices.boiler.steps.curent: found an unknown key, did you mean current?',
      '9:7: devices.boiler.steps.power_factor: found 1W, allowed is 0 or more',
      '10:7: devices.boiler.steps.energy: found an unknown key, allowed is voltage, current, power or power_factor',
    ])
  })

  test('several at once, one sentence each', () => {
    expect(sentences(boiler('address: 300', 'adress: 3', 'every: 5'))).toEqual([
      at('address: found 300, allowed is 1 to 247'),
      '6:5: devices.boiler.adress: found an unknown key, did you mean address?',
      `7:5: devices.boiler.every: found 5, allowed is 200ms to 1h ${withUnit}`,
    ])
    expect(sentences(boiler('address: 3', 'address: 4'))).toEqual(['6:5: devices.boiler.address: found a second time, allowed is once'])
  })
})

describe('mistakes in the list of devices', () => {
  test.each<Row>([
    ['a: {}', '1:12: devices.a.driver: found nothing, allowed is pzem or board'],
    ['a: { driver: pzen }', '1:17: devices.a.driver: found pzen, allowed is pzem or board'],
    ['a: { driver: { toString: 1 } }', '1:17: devices.a.driver: found a map, allowed is pzem or board'],
    ['a: { driver: pzem }', '1:12: devices.a.port: found nothing, allowed is a text (serial device or tcp://host:port)'],
    ['a:', '1:12: devices.a: found nothing, allowed is a map of its settings'],
    ['a: [pzem]', '1:12: devices.a: found a list, allowed is a map of its settings'],
    ['a: pzem', '1:12: devices.a: found a text, allowed is a map of its settings'],
    ['Boiler: { driver: pzem }', `1:12: devices.Boiler: found Boiler, allowed is ${id}`],
    ['_a: { driver: pzem }', `1:12: devices._a: found _a, allowed is ${id}`],
    ['"a b": { driver: pzem }', `1:12: devices.a…: found the text "a b", allowed is ${id}`],
    ['a/#: { driver: pzem }', `1:12: devices.a…: found a/#, allowed is ${id}`],
    ['"": { driver: pzem }', `1:12: devices.…: found the text "", allowed is ${id}`],
    ['__proto__: { driver: pzem }', `1:12: devices.__proto__: found __proto__, allowed is ${id}`],
    ...['node', 'availability', 'instance', 'node_x'].map((taken): Row => [
      `${taken}: { driver: pzem }`,
      `1:12: devices.${taken}: found ${taken}, allowed is an id other than node, availability, instance and what begins with node_: the program needs these itself`,
    ]),
    ['a: { driver: pzem, port: x }, a: { driver: pzem, port: y }', '1:42: devices.a: found a second time, allowed is once'],
  ])('%s', (device, sentence) => {
    expect(sentences(`devices: { ${device} }`)).toEqual([sentence])
  })
})

describe('mistakes in the file', () => {
  const map = 'allowed is a map (node, mqtt, homeassistant, gpio, devices)'
  const url = 'a URL such as mqtt://broker.lan:1883 or mqtts://broker.lan:8883'

  test.each<Row>([
    ['', '1:1: found an empty file, allowed is at least "devices: {}"'],
    ['# all gone\n', '1:1: found an empty file, allowed is at least "devices: {}"'],
    ['\uFEFF', '1:1: found an empty file, allowed is at least "devices: {}"'],
    ['hello', `1:1: found a text, ${map}`],
    ['- node', `1:1: found a list, ${map}`],
    ['null', `1:1: found nothing, ${map}`],
    ['node: house', '1:1: devices: found nothing, allowed is the devices by their ids, or {} for none'],
    ['devices: []', '1:1: devices: found a list, allowed is the devices by their ids, or {} for none'],
    ['devices: {}\ndevice: {}', '2:1: device: found an unknown key, did you mean devices?'],
    ['devices: {}\nnode: Our house', `2:1: node: found the text "Our house", allowed is ${id}`],
    ['\uFEFFnode: 7\ndevices: {}', `1:1: node: found 7, allowed is ${id}`],
    ['devices: {}\nnode: 7', `2:1: node: found 7, allowed is ${id}`],
    [`devices: {}\nnode: ${'a'.repeat(65)}`, `2:1: node: found ${'a'.repeat(60)}…, allowed is ${id}`],
    [
      'devices: {}\nmqtt: mqtt://x',
      '2:1: mqtt: found a text, allowed is a map (url, username, password, ca, certificate, key, discovery_prefix) or nothing',
    ],
    ['devices: {}\nmqtt: {}', `2:1: mqtt.url: found nothing, allowed is ${url}`],
    ['devices: {}\nmqtt: { url: http://broker }', `2:9: mqtt.url: found http://broker, allowed is ${url}`],
    ['devices: {}\nmqtt: { url: broker.lan }', `2:9: mqtt.url: found broker.lan, allowed is ${url}`],
    ['devices: {}\nmqtt: { url: "mqtt://" }', `2:9: mqtt.url: found mqtt://, allowed is ${url}`],
    ['devices: {}\nmqtt: { url: "mqtt://x:99999" }', `2:9: mqtt.url: found mqtt://x:99999, allowed is ${url}`],
    ['devices: {}\nmqtt: { url: mqtt://x, pasword: y }', '2:24: mqtt.pasword: found an unknown key, did you mean password?'],
    [
      'devices: {}\nmqtt: { url: mqtt://x, discovery_prefix: a/# }',
      '2:24: mqtt.discovery_prefix: found a/#, allowed is topic levels of letters, digits, - and _, with / between them',
    ],
    [
      'devices: {}\nmqtt: { url: mqtt://x, ca: /ca.pem }',
      '2:24: mqtt.ca: found /ca.pem, allowed is certificates with an encrypted connection only, mqtts:// in url',
    ],
    ['devices: {}\nmqtt: { url: mqtts://x, key: /k.pem }', '2:25: mqtt.key: found /k.pem, allowed is a key together with its certificate'],
    [
      'devices: {}\nmqtt: { url: mqtts://x, certificate: /c.pem }',
      '2:25: mqtt.certificate: found /c.pem, allowed is a client certificate together with its key',
    ],
    ['devices: {}\nhomeassistant: http://x', '2:1: homeassistant: found a text, allowed is a map (url, token) or nothing'],
    [
      'devices: {}\nhomeassistant: { url: http://x }',
      '2:1: homeassistant.token: found nothing, allowed is a long-lived access token, as Home Assistant shows it once when it is made',
    ],
    [
      'devices: {}\nhomeassistant: { url: 192.168.1.5, token: x }',
      '2:18: homeassistant.url: found 192.168.1.5, allowed is a URL such as http://192.168.1.5:8123 or https://home.example.org',
    ],
    [
      'devices: {}\nhomeassistant: { url: "http://x:99999", token: x }',
      '2:18: homeassistant.url: found http://x:99999, allowed is a URL such as http://192.168.1.5:8123 or https://home.example.org',
    ],
    ['devices: {}\ngpio: pigpio', '2:1: gpio: found a text, allowed is a map (backend, chip) or nothing'],
    ['devices: {}\ngpio: { backend: gpiod }', '2:9: gpio.backend: found gpiod, allowed is auto, pigpio or character-device'],
    ['devices: {}\ngpio: { chips: pinctrl-rp1 }', '2:9: gpio.chips: found an unknown key, did you mean chip?'],
    ...['4', '"a b"', 'etc/gpiochip0', '""'].map((wrong): Row => [
      `devices: {}\ngpio: { chip: ${wrong} }`,
      `2:9: gpio.chip: found ${/[ "]/.test(wrong) ? `the text ${wrong}` : wrong}, allowed is the label of a GPIO chip, such as pinctrl-rp1, or its device, such as /dev/gpiochip4`,
    ]),
    [
      'devices: {}\ngpio: { backend: pigpio, chip: pinctrl-bcm2711 }',
      '2:26: gpio.chip: found pinctrl-bcm2711, allowed is a chip with the backend auto or character-device only',
    ],
    ['<<: *base\ndevices: {}', '1:1: …: found an alias (a text that begins with *), allowed is the value itself, or the text in quotes'],
  ])('%j', (text, sentence) => {
    expect(sentences(text)).toEqual([sentence])
  })
})

describe('mistakes in the syntax', () => {
  test.each<Row>([
    ['devices:\n\tboiler: {}', '2:1: found a tab before a key, allowed is spaces'],
    [
      'devices: {',
      '1:11: found a line that is not indented like its neighbours, or brackets without an end, allowed is the same number of spaces for all keys of one map, and no {} before them',
    ],
    [
      'devices: {}\nnode: "house',
      '2:13: found no colon after a key, or no end of a quote or bracket, allowed is a colon and a space after each key, and an end for each quote and bracket',
    ],
    [
      'devices: {}\n  boiler: {}',
      '2:1: found a line that is not indented like its neighbours, or brackets without an end, allowed is the same number of spaces for all keys of one map, and no {} before them',
    ],
    ['node: house\n  devices: {}', '1:7: found a second key on the line, or a line that is indented too far, allowed is one key a line'],
    [
      'devices:\n    a: {}\n  b: {}',
      '3:1: found a line that is not indented like its neighbours, or brackets without an end, allowed is the same number of spaces for all keys of one map, and no {} before them',
    ],
    ['devices: {}\n---\ndevices: {}', '2:1: found a second document after ---, allowed is one'],
    [
      'node: @home\ndevices: {}',
      '1:7: found a text that begins with a special character, allowed is a text that begins with a special character in quotes',
    ],
    ['node: "\\q"\ndevices: {}', '1:8: found a backslash with a meaning that is not known, allowed is a text in single quotes'],
    ['['.repeat(100_000), '1:1: found more than 32 levels of keys and lists, allowed is up to 32'],
    ['- '.repeat(50_000), '1:1: found more than 32 levels of keys and lists, allowed is up to 32'],
    ['junk: 1\n'.repeat(1_250_000), '1:1: found 10000000 characters, allowed is up to 100000'],
  ])('%.40j', (text, sentence) => {
    expect(sentences(text)).toEqual([sentence])
  })

  test('aliases of aliases are told and never followed', () => {
    const bomb = ['a: &a [x]', ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)].join('\n')
    expect(sentences(`${bomb}\ndevices: {}`)).toContainEqual(expect.stringContaining('b.0: found an alias'))
  })
})
