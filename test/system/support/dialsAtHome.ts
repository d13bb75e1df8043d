import { connectAsync } from 'mqtt'
import { isAvailable } from '../../../tools/parts.mjs'
import { type HomeAssistant, startHomeAssistant } from './homeAssistant.ts'
import { startMosquitto } from './mosquitto.ts'
import { type Program, startProgram } from './program.ts'
import { waitFor } from './waitFor.ts'

export const canStartDialsAtHome = isAvailable('home-assistant') && isAvailable('mosquitto')

/** A board of four needles in Home Assistant, and an MQTT sensor there for each of the others' values. */
export interface DialsAtHome {
  readonly home: HomeAssistant
  readonly program: Program
  /** Publishes, retained: `inverter` for the needle `solar`, `grid_power` and `battery` for the sensors of these names, `tariff` for the lamp. */
  say(topic: string, payload: string): Promise<void>
  shown(entityId: string): Promise<string | undefined>
  attributes(entityId: string): Promise<Readonly<Record<string, unknown>> | undefined>
  /** Resolves when Home Assistant shows it so. */
  shows(entityId: string, state: string, deadlineMs?: number): Promise<void>
  stop(): Promise<void>
}

const gauges = {
  solar: {
    dir: 4,
    step: 17,
    name: 'Solar gauge',
    scale: { min: 0, max: 8000, unit: 'W' },
    follow: { from: 'mqtt:inverter#power', unit: 'kW', max_age: '5s' },
  },
  grid: { dir: 22, step: 18, name: 'Grid gauge', scale: { min: -8, max: 8, unit: 'kW' }, follow: 'ha:sensor.grid_power', rest: 0 },
  tank: { dir: 23, step: 24, scale: { unit: 'l', points: ['0deg', '120deg', '300deg'].map((at, i) => ({ value: [0, 50, 300][i], at })) } },
  free: { dir: 27, step: 25, name: 'Free gauge', scale: { min: 0, max: 100, unit: '%', step: 0.5 } },
}
const dials = {
  driver: 'gauges',
  name: 'Gauges in the hall',
  publish: '1s',
  simulate: true,
  reset: 26,
  status_led: { pin: 5, tariff: 'mqtt:tariff' },
  gauges,
}

export async function startDialsAtHome(): Promise<DialsAtHome> {
  const broker = await startMosquitto()
  const client = await connectAsync(broker.url)
  const say = async (topic: string, payload: string) => void (await client.publishAsync(topic, payload, { retain: true, qos: 1 }))
  for (const [id, unit] of [['grid_power', 'W'] as const, ['battery', '%'] as const]) {
    const sensor = { name: id, unique_id: id, default_entity_id: `sensor.${id}`, state_topic: id, unit_of_measurement: unit }
    await say(`homeassistant/sensor/${id}/config`, JSON.stringify(sensor))
  }
  const home = await startHomeAssistant({ broker })
  const settings = { node: 'house', mqtt: { url: broker.url }, homeassistant: { url: home.url, token: home.token }, devices: { dials } }
  const program = await startProgram({ settings: JSON.stringify(settings) })
  const shown = async (entityId: string) => (await home.state(entityId))?.state
  return {
    home,
    program,
    say,
    shown,
    attributes: async (entityId) => (await home.state(entityId))?.attributes,
    async shows(entityId, state, deadlineMs = 20_000) {
      let last: string | undefined
      await waitFor(async () => (last = await shown(entityId)) === state, `${entityId} to be ${state}`, deadlineMs).catch(
        (error: unknown) => {
          throw new Error(`${entityId} is ${last} at the end\n${program.output()}`, { cause: error })
        },
      )
    },
    async stop() {
      await client.endAsync(true)
      await Promise.all([program.remove(), home.stop()])
      await broker.stop()
    },
  }
}
