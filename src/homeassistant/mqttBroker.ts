import { Socket } from 'node:net'
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import type { MqttSettings } from '../settings/settings.ts'
import type { Connect, Will } from './broker.ts'
import { brokerError, closedEarly } from './brokerErrors.ts'
import { MqttConnection } from './mqttConnection.ts'
import { tlsFiles } from './tlsFiles.ts'

/** A silent connection is found dead after one and a half times this, on both sides. */
const keepaliveSeconds = 30

const connectTimeoutMs = 10_000

/** Connections to the broker of the settings, MQTT 5. `clientId` is this program's: a broker ends an older connection of the same id. */
export function mqttBroker(settings: MqttSettings, clientId: string): Connect {
  return async (will, signal) => {
    const files = await tlsFiles(settings)
    signal.throwIfAborted()
    const place = placeOf(settings.url)
    const client = open(settings.url, { ...options(settings, clientId, will), ...files }, place)
    await connected(client, place, signal)
    return new MqttConnection(client, place)
  }
}

function options({ username, password }: MqttSettings, clientId: string, will: Will | null): IClientOptions {
  return {
    protocolVersion: 5,
    clientId,
    clean: true,
    keepalive: keepaliveSeconds,
    connectTimeout: connectTimeoutMs,
    // The program's own supervisor connects again.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(will === null ? {} : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  }
}

/** Host and port, without the password that a URL may carry. */
function placeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the address in url: below mqtt:'
}

function open(url: string, clientOptions: IClientOptions, place: string): MqttClient {
  try {
    const client = connect(url, clientOptions)
    // Else a message may wait some 40 ms for the acknowledgement of the one before.
    if (client.stream instanceof Socket) client.stream.setNoDelay(true)
    return client
  } catch (error) {
    throw brokerError(error, place)
  }
}

function connected(client: MqttClient, place: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      client.off('connect', onConnect).off('close', onClose)
      signal.removeEventListener('abort', onAbort)
      act()
    }
    const fail = (reason: unknown) =>
      settle(() => {
        client.end(true)
        reject(reason)
      })
    const onConnect = () => settle(resolve)
    const onClose = () => fail(closedEarly(place, client.options.protocol === 'mqtts'))
    const onAbort = () => fail(signal.reason)
    // Stays, and ends the connection whenever an error comes: one that nobody listens to would end the program.
    client.on('error', (error) => (isReset(error) ? onClose() : fail(brokerError(error, place))))
    client.on('connect', onConnect).on('close', onClose)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

const isReset = (error: Error) => 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
