import { isDeepStrictEqual } from 'node:util'
import { replaceSettingsFile, textOf, understood } from '../../compose/settingsFile.ts'
import { deviceKinds, type DeviceKind } from '../../drivers/index.ts'
import { ConfigError } from '../../entities/errors.ts'
import type { Change } from '../../measure/calibration/change.ts'
import { editSettings } from '../../settings/edit.ts'
import type { Loaded } from '../../settings/settings.ts'
import { targetIn, type Target } from './target.ts'

/** Writes the changes into the settings file; the lines that are new, each with its place. Rejects with a ConfigError and leaves the file as it is where it cannot be. */
export async function writeChanges(file: string, target: Target, changes: readonly Change[]): Promise<string[]> {
  const before = await textOf(file)
  const after = edited(before, target, changes, { read: (text) => understood(text, file), kinds: deviceKinds })
  await replaceSettingsFile(file, after)
  return newLines(before, after).map(({ number, text }) => `${file}:${number}: ${text.trim()}`)
}

interface Reader {
  readonly read: (text: string) => Loaded
  readonly kinds: readonly DeviceKind[]
}

/** The text with the changes; throws a ConfigError where it is not what the points were taken with, or would not be valid. */
export function edited(before: string, target: Target, changes: readonly Change[], { read, kinds }: Reader): string {
  const { device, channel } = target
  const now = targetIn(read(before), kinds, device.id, channel.name)
  if (!isDeepStrictEqual([now.device, now.channel], [device, channel]))
    throw new ConfigError(`the settings of ${device.id} have changed in the meantime: nothing is written, begin again`)
  const after = changes.reduce((text, { key, to }) => editSettings(text, ['devices', device.id, ...channel.path, key], to), before)
  const mistake = read(after).mistakes.find((each) => each.device === device.id || each.device === null)
  if (mistake !== undefined) throw new ConfigError(`nothing is written, for this would be a mistake: ${mistake.sentence}`)
  return after
}

/** Lines of a text that an earlier one has not, by their numbers. */
export function newLines(before: string, after: string): { number: number; text: string }[] {
  const old = new Set(before.split(/\r?\n/))
  return after.split(/\r?\n/).flatMap((text, index) => (old.has(text) ? [] : [{ number: index + 1, text }]))
}
