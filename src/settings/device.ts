import { z } from 'zod'
import { commonKeys, deviceSchemas, type Choices, type Circuits, type DeviceSchemas } from './deviceSchema.ts'
import { allowedIs, foundKind } from './found.ts'
import { deviceIdentifier, readable } from './identifiers.ts'
import { isRecord } from './isRecord.ts'
import { check, type Checked, type Context } from './messages.ts'
import type { DeviceSettings } from './settings.ts'

type Written = Readonly<Record<string, unknown>>

/** Reads an entry of `devices`; `variable` as in a Context. */
export type DeviceReader = (id: string, written: unknown, variable: Context['variable']) => Checked<DeviceSettings>

/** A reader for the devices of one file: its schemas are made once. */
export function deviceReader({ drivers, circuits }: Choices): DeviceReader {
  const schemas = drivers.map((driver) => deviceSchemas(driver, circuits))
  const anyDevice = z.object({ driver: z.enum(drivers.map(({ kind }) => kind)) })
  return (id, written, variable) => {
    const context = { at: ['devices', id], variable }
    const named = check(deviceIdentifier, id, { ...context, variable: () => undefined })
    if (!named.ok) return named
    if (!isRecord(written))
      return { ok: false, flaws: [{ path: context.at, text: allowedIs(foundKind(written), 'a map of its settings') }] }
    // The driver comes first: without it nothing is known of the other keys.
    const known = check(anyDevice, written, context)
    if (!known.ok) return known
    const own = schemas.find(({ kind }) => kind === known.value.driver)
    if (!own) throw new Error(`The driver ${known.value.driver} is allowed but not there`)
    return readKeys(id, written, own, circuits, context)
  }
}

function readKeys(id: string, written: Written, schemas: DeviceSchemas, circuits: Circuits, context: Context): Checked<DeviceSettings> {
  const entries = Object.entries(written)
  const common = check(schemas.common, Object.fromEntries(entries.filter(([key]) => commonKeys.includes(key))), context)
  const ownEntries = Object.fromEntries(entries.filter(([key]) => !commonKeys.includes(key)))
  const own = check(schemas.own, ownEntries, { ...context, alsoKnown: commonKeys })
  if (!common.ok || !own.ok) return { ok: false, flaws: [common, own].flatMap((each) => (each.ok ? [] : each.flaws)) }
  const { name = readable(id), publish: publishMs, steps, simulate } = common.value
  const device = {
    id,
    driver: schemas.kind,
    name,
    publishMs,
    steps: given(steps),
    simulate: circuit(simulate, id, circuits),
    own: own.value,
  }
  return { ok: true, value: device }
}

const given = (steps: Readonly<Record<string, number | undefined>>) =>
  Object.fromEntries(Object.entries(steps).flatMap(([key, step]) => (step === undefined ? [] : [[key, step] as const])))

/** `true` means the circuit that is called like the device, else the first. */
function circuit(simulate: boolean | string, id: string, circuits: Circuits): string | null {
  if (typeof simulate === 'string') return simulate
  return simulate ? (circuits.find((each) => each === id) ?? circuits[0]) : null
}
