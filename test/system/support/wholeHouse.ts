import { isAvailable } from '../../../tools/parts.mjs'
import { type HomeAssistant, startHomeAssistant } from './homeAssistant.ts'
import { type Mosquitto, startMosquitto } from './mosquitto.ts'
import { type Program, startProgram } from './program.ts'
import { type PzemSlave, startPzemSlave } from './pzemSlave.ts'
import { waitFor } from './waitFor.ts'

export const canStartWholeHouse = isAvailable('home-assistant') && isAvailable('mosquitto') && isAvailable('pymodbus')

type DeviceSettings = Readonly<Record<string, unknown>>

/** Everything real: broker, meters on a serial line, the built program, Home Assistant. */
export interface WholeHouse {
  readonly broker: Mosquitto
  /** Meters 1 and 2; `boiler` and `oven` of the settings are these. */
  readonly meters: PzemSlave
  readonly program: Program
  readonly home: HomeAssistant
  /** The state of an entity; undefined where there is none. */
  readonly shown: (entityId: string) => Promise<string | undefined>
  /** Resolves when Home Assistant shows it so. Default deadline: 20 s, in which a meter that was away is found and has settled. */
  shows(entityId: string, state: string, deadlineMs?: number): Promise<void>
  /** Warnings and errors about us, without those about a broker that the test took away. */
  complaints(): Promise<readonly string[]>
  /** Text of a settings file for this broker. */
  settings(devices: Readonly<Record<string, DeviceSettings>>, node?: string): string
  /** Settings of the real meters. */
  readonly boiler: DeviceSettings
  readonly oven: DeviceSettings
  stop(): Promise<void>
}

export interface WholeHouseOptions {
  /** Besides `boiler`. Default: none. */
  readonly devices?: (house: Pick<WholeHouse, 'oven'>) => Readonly<Record<string, DeviceSettings>>
  /** Of Home Assistant. */
  readonly language?: string
  /** Whether the broker keeps retained messages over a restart. */
  readonly persistence?: boolean
}

/** What Home Assistant logs then. */
const brokerGone = 'The connection was lost.'

/** Starts all of it, with `boiler` measuring 1 000 W at 230 V and 12.345 kWh. Resolves when Home Assistant shows that. */
export async function startWholeHouse({ devices, language, persistence = false }: WholeHouseOptions = {}): Promise<WholeHouse> {
  const [broker, meters] = await Promise.all([startMosquitto({ persistence }), startPzemSlave([1, 2])])
  const load = { voltageV: 230, currentA: 4.348, powerW: 1000, energyWh: 12_345, frequencyHz: 50, powerFactor: 1 }
  await Promise.all([meters.set(1, load), meters.set(2, load)])
  const settings: WholeHouse['settings'] = (all, node = 'house') => JSON.stringify({ node, mqtt: { url: broker.url }, devices: all })
  const boiler = { driver: 'pzem', name: 'Hot water', port: meters.path, address: 1, publish: '1s' }
  const oven = { driver: 'pzem', port: meters.path, address: 2, publish: '1s' }
  const [program, home] = await Promise.all([
    startProgram({ settings: settings({ boiler, ...devices?.({ oven }) }) }),
    startHomeAssistant({ broker, ...(language === undefined ? {} : { language }) }),
  ])
  const shown = async (entityId: string) => (await home.state(entityId))?.state
  const shows: WholeHouse['shows'] = async (entityId, state, deadlineMs = 20_000) => {
    let last: string | undefined
    const asWanted = async () => (last = await shown(entityId)) === state
    await waitFor(asWanted, `${entityId} to be ${state}`, deadlineMs).catch((error: unknown) => {
      throw new Error(`${entityId} is ${last} at the end\n${program.output()}`, { cause: error })
    })
  }
  await shows('sensor.boiler_power', '1000', 40_000)
  return {
    shown,
    shows,
    complaints: async () =>
      (await home.systemLog())
        .flatMap(({ name, message }) => message.map((text) => `${name}: ${text}`))
        .filter((text) => !text.endsWith(brokerGone)),
    broker,
    meters,
    program,
    home,
    settings,
    boiler,
    oven,
    async stop() {
      await Promise.all([program.remove(), home.stop(), meters.stop()])
      await broker.stop()
    },
  }
}

/** A meter of the simulated house. */
export const simulated = (circuit: string, address: number): DeviceSettings => ({
  driver: 'pzem',
  port: '/dev/simulated',
  address,
  simulate: circuit,
})
