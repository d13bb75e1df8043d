import { demoOf } from '../compose/demo.ts'
import { readSettingsFile } from '../compose/settingsFile.ts'
import type { Drawing } from '../drivers/driver.ts'
import { deviceKinds, type DeviceKind } from '../drivers/index.ts'
import { ConfigError } from '../entities/errors.ts'
import { didYouMean } from '../settings/didYouMean.ts'
import type { Loaded, Mistake } from '../settings/settings.ts'
import type { Arguments } from './arguments.ts'

type DialArguments = Extract<Arguments, { command: 'dial' }>

/** Prints the face of a gauge as an SVG; the exit code. */
export async function dial({ settingsFile, demo, gauge }: DialArguments): Promise<number> {
  const loaded = demo ? demoOf(null) : await readSettingsFile(settingsFile)
  process.stdout.write(drawingIn(loaded, deviceKinds, gauge).svg())
  return 0
}

/** What of which device can be printed. */
interface Printable {
  readonly device: string
  readonly drawing: Drawing
}

/** Finds a gauge by its device and its id, or by its id alone where no other gauge has it; throws a ConfigError that says what is wrong. */
export function drawingIn(loaded: Loaded, kinds: readonly DeviceKind[], word: string): Drawing {
  const all = (loaded.settings?.devices ?? []).flatMap(({ id: device, driver, own }) => {
    const drawings = kinds.find((kind) => kind.driver.kind === driver)?.driver.drawings?.(own) ?? []
    return drawings.map((drawing): Printable => ({ device, drawing }))
  })
  const [found, second] = all.filter(({ device, drawing }) => word === fullName({ device, drawing }) || word === drawing.name)
  if (found === undefined) throw missing(all, loaded, word)
  if (second === undefined) return found.drawing
  throw new ConfigError(`there are ${fullName(found)} and ${fullName(second)}: say which of them`)
}

const fullName = ({ device, drawing }: Printable) => `${device}.${drawing.name}`

/** A device with a mistake has no gauges: then the mistake is what is wrong. */
function missing(all: readonly Printable[], { settings, mistakes }: Loaded, word: string): ConfigError {
  const ids = word.split('.')
  const isToBlame = ({ device, path }: Mistake) =>
    device === null ? settings === null : device === ids[0] || path.split('.').includes(ids.at(-1) ?? '')
  const mistake = mistakes.find(isToBlame)
  if (mistake !== undefined) return new ConfigError(mistake.sentence)
  const names = all.map(fullName)
  const meant = didYouMean(word, [...names, ...all.map(({ drawing }) => drawing.name)])
  if (meant !== null) return new ConfigError(`there is no gauge called ${word}, did you mean ${meant}?`)
  return new ConfigError(`there is no gauge called ${word}: the settings have ${names.length === 0 ? 'none' : names.join(', ')}`)
}
