import { readSettingsFile } from '../../compose/settingsFile.ts'
import { deviceKinds, type DeviceKind } from '../../drivers/index.ts'
import { ConfigError } from '../../entities/errors.ts'
import type { Channel } from '../../measure/calibration/channel.ts'
import { didYouMean } from '../../settings/didYouMean.ts'
import type { DeviceSettings, Loaded } from '../../settings/settings.ts'

/** What is to be calibrated, as the settings have it now. */
export interface Target {
  readonly kind: DeviceKind
  readonly device: DeviceSettings
  readonly channel: Channel
}

/** Finds it in the settings file; rejects with a ConfigError that says what is wrong. */
export const readTarget = async (file: string, device: string, channel: string): Promise<Target> =>
  targetIn(await readSettingsFile(file), deviceKinds, device, channel)

export function targetIn({ settings, mistakes }: Loaded, kinds: readonly DeviceKind[], id: string, name: string): Target {
  const mistake = mistakes.find(({ device }) => device === id || (device === null && settings === null))
  if (mistake !== undefined) throw new ConfigError(mistake.sentence)
  const devices = settings?.devices ?? []
  const device = devices.find((each) => each.id === id)
  if (device === undefined) throw unknown('device', id, namesOf(devices.map((each) => each.id)))
  const kind = kinds.find(({ driver }) => driver.kind === device.driver)
  const channels = kind?.driver.channels?.(device.own)
  if (kind === undefined || channels === undefined) throw new ConfigError(`${id} is a ${device.driver}, which has nothing to calibrate`)
  const channel = channels.find((each) => each.name === name)
  if (channel === undefined) throw unknown(`channel of ${id}`, name, namesOf(channels.map((each) => each.name)))
  return { kind, device, channel }
}

const namesOf = (names: readonly string[]) => ({ names, all: names.length === 0 ? 'none' : names.join(', ') })

function unknown(what: string, word: string, { names, all }: ReturnType<typeof namesOf>): ConfigError {
  const meant = didYouMean(word, names)
  return new ConfigError(`there is no ${what} called ${word}${meant === null ? `: the settings have ${all}` : `, did you mean ${meant}?`}`)
}
