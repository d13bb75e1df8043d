import { choices, readSettingsFile } from '../compose/settingsFile.ts'
import { settingsJsonSchema } from '../settings/jsonSchema.ts'
import type { Arguments } from './arguments.ts'

/** Tells what is wrong in the settings without starting anything; the exit code. */
export async function check({ settingsFile, schema }: Extract<Arguments, { command: 'check' }>): Promise<number> {
  if (schema) {
    process.stdout.write(`${JSON.stringify(settingsJsonSchema(choices), null, 2)}\n`)
    return 0
  }
  const { settings, mistakes } = await readSettingsFile(settingsFile)
  for (const { sentence } of mistakes) process.stdout.write(`${sentence}\n`)
  if (mistakes.length > 0) return 2
  const count = settings?.devices.length ?? 0
  process.stdout.write(`${settingsFile} is right: ${count} ${count === 1 ? 'device' : 'devices'}\n`)
  return 0
}
