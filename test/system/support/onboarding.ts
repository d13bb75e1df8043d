import { z } from 'zod'
import type { Payload } from './websocket.ts'

/** The person that a test creates: also what a browser logs in with. */
export const owner = { name: 'Tester', username: 'tester', password: "a test's password" } as const

/** Where Home Assistant finds its MQTT broker. */
export interface BrokerEntry {
  readonly host: string
  readonly port: number
  readonly username?: string
  readonly password?: string
}

/** Creates the owner. Returns an access token (30 minutes). */
export async function createOwner(baseUrl: string, language: string): Promise<string> {
  const clientId = `${baseUrl}/`
  const user = { client_id: clientId, language, ...owner }
  const { auth_code: code } = z.object({ auth_code: z.string() }).parse(await post(baseUrl, '/api/onboarding/users', user))
  return exchange(baseUrl, code, clientId)
}

async function exchange(baseUrl: string, code: string, clientId: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, client_id: clientId })
  const answer = await fetch(`${baseUrl}/auth/token`, { method: 'POST', body })
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token
}

/** Adds the MQTT integration as a user does in the form. Throws with the form's errors. */
export async function addMqttEntry(baseUrl: string, token: string, broker: BrokerEntry): Promise<void> {
  const flows = '/api/config/config_entries/flow'
  const started = await post(baseUrl, flows, { handler: 'mqtt' }, token)
  const { flow_id: flow } = z.object({ flow_id: z.string() }).parse(started)
  const form = {
    broker: broker.host,
    port: broker.port,
    protocol: '5',
    ...(broker.username !== undefined && { username: broker.username }),
    ...(broker.password !== undefined && { password: broker.password }),
    other_settings: { set_client_cert: false, set_ca_cert: 'off', transport: 'tcp' },
  }
  const finished = await post(baseUrl, `${flows}/${flow}`, form, token)
  const { type } = z.object({ type: z.string() }).parse(finished)
  if (type !== 'create_entry') throw new Error(`MQTT entry refused: ${JSON.stringify(finished)}`)
}

/** Posts JSON and returns the JSON answered. Throws on every status but 2xx. */
export async function post(baseUrl: string, path: string, body: Payload, token?: string): Promise<unknown> {
  const answer = await fetch(baseUrl + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}
