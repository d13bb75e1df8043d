import { didYouMean } from '../../settings/didYouMean.ts'
import { flaw } from '../../settings/flaw.ts'
import { oneOf } from '../../settings/oneOf.ts'
import { currentFlaws, voltageFlaws } from './clipping.ts'
import type { CurrentEntry } from './currentSettings.ts'
import type { DerivedEntry } from './derivedSettings.ts'
import type { VoltageEntry } from './voltageSettings.ts'

/** A board's settings, each entry right by itself. */
export interface BoardEntries {
  readonly clock: number
  readonly reference: number
  readonly voltages: Readonly<Record<string, VoltageEntry>>
  readonly currents: Readonly<Record<string, CurrentEntry>>
  readonly derived: Readonly<Record<string, DerivedEntry>>
}

type BoardFlaw = ReturnType<typeof flaw>

/** What is wrong between the entries of one board. */
export const boardFlaws = (board: BoardEntries): BoardFlaw[] => [
  ...clockFlaws(board),
  ...channelFlaws(board),
  ...idFlaws(board),
  ...Object.entries(board.voltages).flatMap(([id, entry]) => below(['voltages', id], flawsOfVoltage(entry, board))),
  ...Object.entries(board.currents).flatMap(([id, entry]) => below(['currents', id], flawsOfCurrent(entry, board))),
  ...Object.entries(board.derived).flatMap(([id, entry]) => below(['derived', id, ...entry.at], flawsOfDerived(entry, board))),
]

const below = (path: readonly string[], flaws: readonly BoardFlaw[]) => flaws.map((each) => ({ ...each, path: [...path, ...each.path] }))

/** 2 MHz at 5 V, 1 MHz at 2.7 V (DS21298E, page 4): the reference stands for the supply, which the program does not know. */
const clockFlaws = ({ clock, reference }: BoardEntries) =>
  clock > 1e6 && reference < 4.5 ? [flaw(['clock'], 'up to 1MHz with a reference below 4.5V')] : []

function channelFlaws({ voltages, currents }: BoardEntries): BoardFlaw[] {
  const used = [
    ...Object.entries(voltages).flatMap(([id, entry]) =>
      entry.kind === 'measured' ? [{ at: ['voltages', id], channel: entry.channel }] : [],
    ),
    ...Object.entries(currents).map(([id, entry]) => ({ at: ['currents', id], channel: entry.channel })),
  ]
  if (used.length === 0) return [flaw(['currents'], 'at least one channel below voltages or currents', 'none')]
  return used.flatMap(({ at, channel }, place) => {
    const other = used.findIndex((each) => each.channel === channel)
    return other === place ? [] : [flaw([...at, 'channel'], `a channel of its own: ${used[other]?.at.join('.')} has that one`)]
  })
}

/** Parts of a board are told apart by their ids alone. */
function idFlaws(board: BoardEntries): BoardFlaw[] {
  const owners = new Map<string, string>()
  return (['voltages', 'currents', 'derived'] as const).flatMap((kind) =>
    Object.keys(board[kind]).flatMap((id) => {
      const owner = owners.get(id)
      owners.set(id, kind)
      return owner === undefined ? [] : [flaw([kind, id], `another id: ${owner}.${id} has that one`, id)]
    }),
  )
}

function flawsOfVoltage(entry: VoltageEntry, { voltages, reference }: BoardEntries): BoardFlaw[] {
  if (entry.kind === 'measured') return voltageFlaws(entry.calibration, reference)
  if (entry.kind === 'source') return []
  const measured = Object.keys(voltages).filter((id) => voltages[id]?.kind === 'measured')
  if (measured.includes(entry.from)) return []
  return [
    flaw(
      ['from'],
      measured.length === 0 ? 'a voltage with a channel, of which there is none' : `a voltage with a channel: ${oneOf(measured)}`,
    ),
  ]
}

function flawsOfCurrent(entry: CurrentEntry, { voltages, reference }: BoardEntries): BoardFlaw[] {
  const ids = Object.keys(voltages)
  const id = voltageOf(entry, ids)
  const voltage = id !== undefined && ids.includes(id) ? voltages[id] : undefined
  const unknown = ids.length === 0 ? 'a voltage of this board, of which there is none: one with a channel or a source' : oneOf(ids)
  return [
    ...(voltage === undefined ? [flaw(['voltage'], unknown)] : []),
    ...(entry.powerFactor !== null && voltage !== undefined && voltage.kind !== 'source' ? [flaw(['power_factor'], assumedOnly)] : []),
    ...(entry.inverted && voltage?.kind === 'source' ? [flaw(['invert'], directionless)] : []),
    ...currentFlaws(entry, reference),
  ]
}

const directionless = 'nothing where the voltage comes from a source: the power has no direction then'
const assumedOnly = 'an assumed power factor where the voltage comes from a source only: here it is measured'

/** The id of a current's voltage: the one it names, else the only one. */
export const voltageOf = ({ voltage }: CurrentEntry, ids: readonly string[]): string | undefined =>
  voltage ?? (ids.length === 1 ? ids[0] : undefined)

function flawsOfDerived({ formula: { add, subtract } }: DerivedEntry, { currents, derived }: BoardEntries): BoardFlaw[] {
  const names = Object.keys(currents)
  const terms = [...add, ...subtract]
  const stranger = terms.find((term) => !names.includes(term))
  if (stranger === undefined) return new Set(terms).size === terms.length ? [] : [flaw([], 'each current once')]
  if (names.length === 0) return [flaw([], 'currents of this board, of which there are none')]
  const known = `${oneOf(names)} with + and - between them`
  if (Object.hasOwn(derived, stranger)) return [flaw([], `${known}: ${stranger} is derived itself`)]
  const meant = didYouMean(stranger, names)
  return [flaw([], meant === null ? known : `${known}, did you mean ${meant}?`)]
}
