import { access } from 'node:fs/promises'
import { demoOf } from '../compose/demo.ts'
import { readOrBeginSettingsFile, readSettingsFile } from '../compose/settingsFile.ts'
import { sentence } from '../entities/errors.ts'
import type { Log } from '../runtime/log.ts'
import type { Loaded, Settings } from '../settings/settings.ts'
import type { RunArguments } from './arguments.ts'

/** Reads the settings and tells their mistakes. */
export async function load(args: RunArguments, log: Log): Promise<Loaded> {
  const loaded = await read(args, log)
  for (const mistake of loaded.mistakes) log.error(mistake.sentence)
  return loaded
}

async function read(args: RunArguments, log: Log): Promise<Loaded> {
  if (args.demo) return demoOf((await exists(args.settingsFile)) ? await readSettingsFile(args.settingsFile) : null)
  const loaded = await readOrBeginSettingsFile(args.settingsFile)
  if (loaded.begun) log.info(`${args.settingsFile} was written: name your devices there, then restart`)
  return loaded
}

export const counted = ({ devices: { length } }: Settings) => `${length} ${length === 1 ? 'device' : 'devices'}`

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )

/** The settings as they are now; null, and told, where they cannot be used. */
export async function usable(args: RunArguments, log: Log): Promise<(Loaded & { settings: Settings }) | null> {
  const loaded = await load(args, log).catch((error: unknown) => {
    log.error(sentence(error))
    return null
  })
  if (loaded?.settings) return { ...loaded, settings: loaded.settings }
  log.error('the settings stay as they were: the new ones cannot be used')
  return null
}
