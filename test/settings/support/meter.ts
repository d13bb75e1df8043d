import { z } from 'zod'
import { current, energy, power, powerFactor, voltage } from '../../../src/entities/quantities.ts'
import type { Choices } from '../../../src/settings/deviceSchema.ts'
import { loadSettings } from '../../../src/settings/load.ts'
import { duration } from '../../../src/settings/quantity.ts'

/** A driver as the settings see one. */
export const meter = {
  kind: 'pzem',
  settings: z.strictObject({
    port: z.string().min(1).meta({ description: 'serial device or tcp://host:port' }),
    address: z.int().min(1).max(247).default(1),
    model: z.enum(['pzem-016', 'pzem-014', 'pzem-004t']).default('pzem-016'),
    every: duration({ min: '200ms', max: '1h', default: '1s' }),
  }),
  entities: { voltage, current, power, energy, power_factor: powerFactor },
}

/** A driver whose schema uses what a meter's does not. */
export const board = {
  kind: 'board',
  settings: z
    .strictObject({
      voltage: z.union([z.number().positive(), z.enum(['mains'])]).optional(),
      channels: z.record(z.string().regex(/^[a-z]+$/), z.strictObject({ channel: z.int().min(0), gain: z.number().max(2).optional() })),
      labels: z.array(z.string()).default([]),
    })
    .refine(({ channels }) => Object.keys(channels).length > 0, { path: ['channels'], error: 'at least one channel' }),
  entities: { c: power, b_c: power },
}

export const choices: Choices = { drivers: [meter, board], circuits: ['grid', 'solar', 'kettle'] }

export const load = (text: string, env: Record<string, string> = {}) => loadSettings({ text, file: 'energy-monitor.yaml', env, ...choices })

/** The sentences without the file's name. */
export const sentences = (text: string, env: Record<string, string> = {}) =>
  load(text, env).mistakes.map(({ sentence }) => sentence.replace(/^energy-monitor\.yaml:/, ''))

/** A file with one meter, `boiler`, and more lines in it. */
export const boiler = (...lines: string[]) =>
  ['devices:', '  boiler:', '    driver: pzem', '    port: /dev/ttyUSB0', ...lines.map((line) => `    ${line}`), ''].join('\n')

/** A file of the kind that people write. */
export const house = `# Our house
node: house

mqtt:
  url: mqtts://broker.lan:8883   # in the cellar
  username: monitor
  password: !env MQTT_PASSWORD


devices:
  # in the bath
  boiler:
    driver: pzem
    name: "Hot water"
    port:    /dev/ttyUSB0
    address: 3       # the second from the left
    every:   1s

  # outside
  heat_pump:
    driver: pzem
    port: /dev/ttyUSB0
    address: 4
    steps: { power: 50W, current: 500mA }
    simulate: kettle
`
