import { describe, expect, test } from 'vitest'
import { config } from 'zod'
import { house, load } from './support/meter.ts'

// Schemas that check one file are not worth compiling.
config({ jitless: true })

const secret = 'hunter2'
const devices = 'devices: {}\n'

const broker = `mqtt:
  url: mqtts://broker.lan
  username: monitor
  password: ${secret}
devices: {}
`

const told = (text: string, env: Record<string, string> = {}) => JSON.stringify(load(text, env).mistakes)

describe('no sentence tells a secret', () => {
  test.each([
    ['in a URL', `mqtt: { url: "mqtt://monitor:${secret}@broker.lan" }`],
    ['in a URL that is none', `mqtt: { url: "monitor:${secret}@broker.lan" }`],
    ['in a URL without a host', `mqtt: { url: "mqtt://monitor:${secret}" }`],
    ['with special characters, in a URL', `mqtt: { url: "mqtt://monitor:a/b?${secret}#x@broker.lan" }`],
    ['in a URL that goes on in the next line', `mqtt:\n  url: mqtt://broker.lan\n    password:${secret}`],
    ['in place of the broker', `mqtt: ${secret}`],
    ['in a list', `mqtt: { url: mqtt://x, password: [${secret}] }`],
    ['as a key', `mqtt: { url: mqtt://x, password: { ${secret}: 1 } }`],
    ['under a misspelt key', `mqtt: { url: mqtt://x, pasword: ${secret} }`],
    ['after a missing space', `mqtt: { url: mqtt://x, password:${secret} }`],
    ['after a missing colon', `mqtt:\n  url: mqtt://x\n  password ${secret}`],
    ['that looks like a tag', `mqtt: { url: mqtt://x, password: !${secret} }`],
    ['that looks like an alias', `mqtt: { url: mqtt://x, password: *${secret} }`],
    ['that begins with a reserved character', `mqtt: { url: mqtt://x, password: @${secret} }`],
    ['with a backslash in quotes', `mqtt: { url: mqtt://x, password: "\\q${secret}" }`],
    ['that stands twice', `mqtt: { url: mqtt://x, password: ${secret}, password: ${secret} }`],
    ['in place of the name of its variable', `mqtt: { url: mqtt://x, password: !env "not ${secret}" }`],
    ['of a key file that stands in the settings', `mqtt:\n  url: mqtts://x\n  key: |\n    -----BEGIN PRIVATE KEY-----\n    ${secret}`],
    ['that is Home Assistant’s token, in two words', `homeassistant: { url: http://x, token: "${secret} x" }`],
    ['that is Home Assistant’s token, in a list', `homeassistant: { url: http://x, token: [${secret}] }`],
    ['in Home Assistant’s URL', `homeassistant: { url: "http://me:${secret}@x", token: t }`],
    ['in place of Home Assistant', `homeassistant: ${secret}`],
    ['as the whole file', `password:${secret}`],
  ])('%s', (_, text) => {
    const sentences = told(`${devices}${text}\n`)
    expect(sentences).toContain('found')
    expect(sentences).not.toContain(secret)
  })

  test('as a number', () => {
    expect(told(`${devices}mqtt: { url: mqtt://x, password: 123456 }`)).toContain('mqtt.password: found a number, allowed is a text')
  })

  test('from the environment, wherever it is used', () => {
    const text = `${devices}node: !env S\nmqtt: { url: !env S, ca: !env S, discovery_prefix: !env S }`
    const sentences = told(text, { S: `${secret} #` })
    expect(sentences).toContain('mqtt.url: found the text in S, allowed is a URL')
    expect(sentences).not.toContain(secret)
  })

  test.each([
    ['in the file', broker],
    ['in the URL', broker.replace('broker.lan', `monitor:${secret}@broker.lan`)],
  ])(
    '%s, where any one character is missing or wrong',
    (_, text) => {
      const changes = ['', ' ', '\n', ':', '"', '#', '@', '!', '{', '\t']
      const leaks = Array.from(text).flatMap((_character, at) =>
        changes.map((change) => text.slice(0, at) + change + text.slice(at + 1)).filter((changed) => told(changed).includes(secret)),
      )
      expect(leaks).toEqual([])
    },
    60_000,
  )
})

test('a variable that is not set is named', () => {
  expect(load(house).mistakes).toMatchObject([
    {
      device: null,
      path: 'mqtt.password',
      line: 7,
      column: 3,
      sentence: expect.stringContaining('the environment variable MQTT_PASSWORD is not set'),
    },
  ])
})

test('a variable that is empty is set', () => {
  expect(load(house, { MQTT_PASSWORD: '' }).settings?.mqtt?.password).toBe('')
})

test('a variable in a device keeps that device off while it is not set', () => {
  const text = house.replace('port:    /dev/ttyUSB0', 'port: !env PORT')
  const env = { MQTT_PASSWORD: 'x' }
  expect(load(text, env).settings?.devices.map(({ id }) => id)).toEqual(['heat_pump'])
  expect(load(text, { ...env, PORT: '/dev/ttyACM0' }).settings?.devices[0]?.own).toMatchObject({ port: '/dev/ttyACM0' })
})
