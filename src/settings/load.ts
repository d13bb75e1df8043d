import { composition } from '../entities/parts.ts'
import { deviceReader } from './device.ts'
import type { Choices } from './deviceSchema.ts'
import { doubleClaims, type Claims } from './claims.ts'
import { collisions, isDeviceIdentifier, type Thing } from './identifiers.ts'
import { isRecord } from './isRecord.ts'
import { check, type Checked } from './messages.ts'
import { parseText, type Position } from './parse.ts'
import { pathKey, pathText, type Flaw, type Path } from './path.ts'
import { fileSchema } from './schema.ts'
import type { DeviceSettings, Loaded, Mistake } from './settings.ts'
import { readTree, type Tree } from './tree.ts'

export interface SettingsText extends Choices {
  readonly text: string
  /** As the sentences name it. */
  readonly file: string
  /** The environment that `!env` reads. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Settings from the text of their file. Whatever the text is, the answer is settings, sentences or both: a mistake in a device leaves
 * that device out, one in the file as a whole (syntax, `node`, `mqtt`, an unknown key) leaves no settings.
 */
export function loadSettings({ text, file, env, ...choices }: SettingsText): Loaded {
  const parsed = parseText(text)
  if (!('document' in parsed)) return { settings: null, mistakes: [mistake(file, { path: [], ...parsed })] }
  return readSettings(readTree(parsed, env), file, choices)
}

function readSettings(tree: Tree, file: string, choices: Choices): Loaded {
  const top = check(fileSchema, tree.value, { at: [], variable: tree.variable })
  const { devices, flaws: deviceFlaws } = readDevices(tree, choices)
  const placed = [...(top.ok ? [] : top.flaws), ...deviceFlaws].map((flaw) => placedIn(tree, flaw))
  const flaws = withoutRepeats([...tree.flaws, ...placed])
  const off = new Set(flaws.map(({ path }) => path[1]))
  const usable = top.ok && flaws.every(({ path }) => isBelowDevices(path))
  return {
    settings: usable ? { ...top.value, devices: devices.filter(({ id }) => !off.has(id)) } : null,
    mistakes: flaws.toSorted((a, b) => a.line - b.line || a.column - b.column).map((flaw) => mistake(file, flaw)),
  }
}

function readDevices({ value, variable }: Tree, choices: Choices): { devices: DeviceSettings[]; flaws: Flaw[] } {
  const written = isRecord(value) && isRecord(value['devices']) ? Object.entries(value['devices']) : []
  const readDevice = deviceReader(choices)
  const checked = written.map(([id, device]) => readDevice(id, device, variable))
  const claimed = checked.flatMap((each) => (each.ok ? [claimsOf(each.value, choices)] : []))
  const things = written.flatMap(([id, device], at) => thingsOf(id, device, checked[at], choices))
  return {
    devices: checked.flatMap((each) => (each.ok ? [each.value] : [])),
    flaws: [...checked.flatMap((each) => (each.ok ? [] : each.flaws)), ...collisions(things), ...doubleClaims(claimed)],
  }
}

/** Also of a device with mistakes: what was published of it before stays its own. Its parts are not known then. */
function thingsOf(device: string, written: unknown, checked: Checked<DeviceSettings> | undefined, { drivers }: Choices): Thing[] {
  const driver = drivers.find(({ kind }) => isRecord(written) && written['driver'] === kind)
  if (driver === undefined) return [{ id: device, device, rows: {} }]
  if (!checked?.ok) return [{ id: device, device, rows: driver.entities }]
  const whole = composition(driver, device, checked.value.own)
  return [whole, ...whole.parts].map(({ id, rows }) => ({ id, device, rows }))
}

/** Real wires and those of the simulated house are not the same ones. */
function claimsOf({ id, driver, own, simulate }: DeviceSettings, { drivers }: Choices): Claims {
  const claims = drivers.find(({ kind }) => kind === driver)?.claims?.(own) ?? []
  return { device: id, claims, simulated: simulate !== null }
}

const placedIn = (tree: Tree, flaw: Flaw) => ({ ...flaw, ...tree.position(flaw.path) })

const isBelowDevices = (path: Path) => path[0] === 'devices' && path.length > 1

/** One sentence a path: a value that could not be read is not missing too. */
function withoutRepeats<T extends Flaw>(flaws: readonly T[]): T[] {
  const first = new Map<string, T>()
  for (const flaw of flaws) if (!first.has(pathKey(flaw.path))) first.set(pathKey(flaw.path), flaw)
  return [...first.values()]
}

function mistake(file: string, { path, text, line, column }: Flaw & Position): Mistake {
  const id = isBelowDevices(path) ? String(path[1]) : ''
  const where = pathText(path)
  const sentence = `${file}:${line}:${column}: ${where === '' ? text : `${where}: ${text}`}`
  return { device: isDeviceIdentifier(id) ? id : null, path: where, line, column, sentence }
}
