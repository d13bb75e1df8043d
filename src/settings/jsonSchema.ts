import type { JsonSchema } from './allowed.ts'
import { deviceSchemas, type Choices, type Circuits, type ConfigurableDriver } from './deviceSchema.ts'
import { deviceIdentifier } from './identifiers.ts'
import { inputSchema } from './messages.ts'
import { fileSchema } from './schema.ts'

/** The file's JSON Schema, for editors: `# yaml-language-server: $schema=FILE`. A device's keys follow from its `driver`. */
export function settingsJsonSchema({ drivers, circuits }: Choices): JsonSchema {
  const file = inputSchema(fileSchema)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Settings of the Energy Monitor',
    ...file,
    properties: { ...file.properties, devices: devicesJsonSchema(drivers) },
    $defs: Object.fromEntries(drivers.map((driver) => [definition(driver), deviceJsonSchema(driver, circuits)])),
  }
}

const definition = ({ kind }: ConfigurableDriver) => `device_${kind}`

const devicesJsonSchema = (drivers: readonly ConfigurableDriver[]): JsonSchema => ({
  title: 'Devices',
  description: 'Each under an id of its own, which is part of its topics and unique ids and never changes once published',
  type: ['object', 'null'],
  propertyNames: inputSchema(deviceIdentifier),
  additionalProperties: {
    type: 'object',
    required: ['driver'],
    oneOf: drivers.map((driver) => ({ $ref: `#/$defs/${definition(driver)}` })),
  },
})

function deviceJsonSchema(driver: ConfigurableDriver, circuits: Circuits): JsonSchema {
  const { common, ownJson: own } = deviceSchemas(driver, circuits)
  const { properties, required = [] } = inputSchema(common)
  return {
    ...own,
    title: `Device of the driver ${driver.kind}`,
    properties: { ...properties, ...own.properties },
    required: [...required, ...(own.required ?? [])],
  }
}
