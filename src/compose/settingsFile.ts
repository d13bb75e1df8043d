import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deviceKinds } from '../drivers/index.ts'
import { ConfigError, sentence } from '../entities/errors.ts'
import { replaceFile } from '../runtime/atomicFile.ts'
import { nodeFiles } from '../runtime/nodeFiles.ts'
import { loadSettings } from '../settings/load.ts'
import type { Choices } from '../settings/deviceSchema.ts'
import type { Loaded } from '../settings/settings.ts'
import { circuitNames } from '../simulation/house.ts'

/** What the settings may name: the drivers and the circuits of the simulated house. */
export const choices: Choices = { drivers: deviceKinds.map(({ driver }) => driver), circuits: circuitNames }

/** The commented default, which is written at the first start. */
const defaultFile = fileURLToPath(new URL('../../addon/energy-monitor.yaml', import.meta.url))

/** Reads the settings; rejects with a ConfigError only where the file itself cannot be read. */
export async function readSettingsFile(file: string): Promise<Loaded> {
  return understood(await textOf(file), file)
}

/** Reads the settings, and where there is no such file yet, writes the default first. Says whether it did. */
export async function readOrBeginSettingsFile(file: string): Promise<Loaded & { begun: boolean }> {
  const begun = await begin(file)
  return { ...(await readSettingsFile(file)), begun }
}

export const understood = (text: string, file: string): Loaded => loadSettings({ text, file, env: process.env, ...choices })

/** Replaces the whole text, durably. Where the path is a link, what it leads to is replaced; owner and mode stay, as there may be passwords in it. */
export async function replaceSettingsFile(file: string, text: string): Promise<void> {
  try {
    const path = await realpath(file)
    const { mode, uid, gid } = await stat(path)
    const next = `${path}.new`
    await writeFile(next, '', { mode: 0o600 })
    await chown(next, uid, gid).catch(() => undefined)
    await chmod(next, mode & 0o777)
    await replaceFile(nodeFiles, path, text)
  } catch (error) {
    throw new ConfigError(`the settings ${file} cannot be written: ${sentence(error)}`)
  }
}

export async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`the settings ${file} cannot be read: ${sentence(error)}`)
  }
}

/** Never touches a file that is there. */
async function begin(file: string): Promise<boolean> {
  const text = await readFile(defaultFile, 'utf8')
  await mkdir(dirname(file), { recursive: true }).catch(() => undefined)
  return writeFile(file, text, { flag: 'wx' }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw new ConfigError(`the settings ${file} cannot be written: ${sentence(error)}`)
    },
  )
}
