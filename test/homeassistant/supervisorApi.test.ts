import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { supervisorMqtt } from '../../src/homeassistant/supervisorApi.ts'
import { listening } from './support/brokers.ts'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

async function supervisor(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  closers.push(() => server.close())
  return `http://127.0.0.1:${await listening(server)}`
}

const answering = (status: number, body: unknown) =>
  supervisor((_, response) => void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)))

const failure = async (url: string) =>
  supervisorMqtt('secret', url).then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : ''),
  )

const service = {
  host: 'core-mosquitto',
  port: 1883,
  ssl: false,
  username: 'addons',
  password: 'pw',
  protocol: '3.1.1',
  addon: 'core_mosquitto',
}

describe('the broker that the Supervisor knows', () => {
  it('is asked for with the app’s token', async () => {
    let asked: unknown = null
    const url = await supervisor((request, response) => {
      asked = [request.url, request.headers.authorization]
      response.end(JSON.stringify({ result: 'ok', data: service }))
    })
    expect(await supervisorMqtt('secret', url)).toEqual({
      url: 'mqtt://core-mosquitto:1883',
      username: 'addons',
      password: 'pw',
      discoveryPrefix: 'homeassistant',
    })
    expect(asked).toEqual(['/services/mqtt', 'Bearer secret'])
  })

  it('may be encrypted and without a password', async () => {
    const url = await answering(200, { result: 'ok', data: { ...service, ssl: true, port: 8883, username: null, password: '' } })
    expect(await supervisorMqtt('secret', url)).toEqual({ url: 'mqtts://core-mosquitto:8883', discoveryPrefix: 'homeassistant' })
  })

  it.each([
    [
      400,
      { result: 'error', message: 'Service not enabled' },
      'Home Assistant has no MQTT broker: install the Mosquitto broker app, or set mqtt: in energy-monitor.yaml',
    ],
    [
      403,
      { result: 'error' },
      'the Supervisor does not let this app ask for the MQTT broker: reinstall the app, or set mqtt: in energy-monitor.yaml',
    ],
    [502, 'Bad gateway', 'the Supervisor answered HTTP 502 when asked for the MQTT broker'],
    [200, 'not JSON', 'the Supervisor gave an answer about the MQTT broker that cannot be read'],
    [200, { data: { host: '' } }, 'the Supervisor gave an answer about the MQTT broker that cannot be read'],
  ])('is told in one sentence where the answer is %d %j', async (status, body, sentence) => {
    expect(await failure(await answering(status, body))).toBe(`DeviceError: ${sentence}`)
  })

  it('is told in one sentence where nobody answers', async () => {
    expect(await failure('http://127.0.0.1:1')).toBe('DeviceError: the Supervisor cannot be reached')
  })
})
