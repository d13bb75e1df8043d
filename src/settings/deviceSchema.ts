import { z } from 'zod'
import type { Parts } from '../entities/parts.ts'
import type { Row, Rows } from '../entities/rows.ts'
import type { JsonSchema } from './allowed.ts'
import { inputSchema } from './messages.ts'
import { duration, quantity } from './quantity.ts'

/** What the settings need to know of a driver. `settings` is a strict object with the keys that devices of this driver have beside the common ones. */
export interface ConfigurableDriver {
  readonly kind: string
  readonly settings: z.ZodType
  readonly entities: Rows
  rows?(this: void, settings: unknown): readonly string[]
  readonly parts?: Parts
  claims?(settings: unknown): readonly string[]
}

/** The circuits of the simulated house that a simulated device can be clamped to. */
export type Circuits = readonly [string, ...string[]]

/** What can stand in a device's settings. */
export interface Choices {
  readonly drivers: readonly ConfigurableDriver[]
  readonly circuits: Circuits
}

const nameAllowed = 'a text of 1 to 60 characters in one line'

/** What Home Assistant may show a device, or a part of one, as. */
export const shownName = z.string({ error: nameAllowed }).regex(/^(?=.*\S).{1,60}$/u, { error: nameAllowed })

/** What checks one driver's devices: the keys that every device has, and those of its own. */
export const deviceSchemas = (driver: ConfigurableDriver, circuits: Circuits) => ({
  kind: driver.kind,
  common: commonSchema(driver, circuits),
  own: driver.settings,
  ownJson: ownJson(driver),
})

export type DeviceSchemas = ReturnType<typeof deviceSchemas>

const commonSchema = ({ kind, entities, parts }: ConfigurableDriver, circuits: Circuits) =>
  z.strictObject({
    driver: z.literal(kind).meta({ title: 'Driver', description: 'What kind of device it is' }),
    name: shownName
      .exactOptional()
      .meta({ title: 'Name', description: 'As Home Assistant shows it; the id made readable where it is left out' }),
    publish: duration({ min: '1s', max: '1h', default: '10s' }).meta({
      title: 'Publishing',
      description: 'How often what has changed is published',
    }),
    steps: stepsSchema(Object.assign({}, ...Object.values(parts?.rows ?? {}), entities)),
    simulate: z
      .union([z.boolean(), z.enum(circuits)])
      .default(false)
      .meta({ title: 'Simulated', description: 'true, or the circuit of the simulated house that takes the place of the wires' }),
  })

export const commonKeys: readonly string[] = ['driver', 'name', 'publish', 'steps', 'simulate']

/** A driver's own keys, as JSON Schema. Keys that are not its own to define, and keys that nobody would check, are a mistake of the program. */
function ownJson({ kind, settings }: ConfigurableDriver): JsonSchema {
  const json = inputSchema(settings)
  if (json.type !== 'object' || json.additionalProperties !== false)
    throw new Error(`The settings of the driver ${kind} are no strict object`)
  const taken = commonKeys.filter((key) => key in (json.properties ?? {}))
  if (taken.length > 0) throw new Error(`The driver ${kind} defines keys that every device has: ${taken.join(', ')}`)
  return json
}

const stepsSchema = (entities: Rows) =>
  z
    .strictObject(Object.fromEntries(Object.entries(entities).flatMap(([key, row]) => stepSchema(key, row))))
    .prefault({})
    .meta({ title: 'Steps', description: 'A change of this much is published at once instead of at the next publication' })

function stepSchema(key: string, row: Row) {
  if (row.platform !== 'sensor' || row.stateClass !== 'measurement') return []
  const step = row.unit === undefined ? z.number().min(0) : quantity(row.unit, { min: `0${row.unit}` })
  return [[key, step.optional()] as const]
}
