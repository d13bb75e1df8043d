import { array, integer, record, shuffledSubarray, type Arbitrary } from 'fast-check'
import { board } from './board.ts'

/** Voltages of a board by the currents that each of them drives. */
export interface Drawn {
  /** How many currents each measured voltage has. */
  readonly driven: readonly number[]
  /** Of those, how many by a voltage that is only shifted. */
  readonly shifted: number
  /** Currents whose voltage comes from a source. */
  readonly blind: number
}

const channels = [0, 1, 2, 3, 4, 5, 6, 7]

/** Boards of up to eight channels, wired anyhow, and what they were drawn from. */
export const boards: Arbitrary<{ drawn: Drawn; settings: ReturnType<typeof board> }> = record({
  driven: array(integer({ min: 0, max: 7 }), { maxLength: 4 }),
  shifted: integer({ min: 0, max: 7 }),
  blind: integer({ min: 0, max: 8 }),
  wiring: shuffledSubarray(channels, { minLength: channels.length }),
})
  .filter(({ driven, blind }) => {
    const used = driven.reduce((sum, each) => sum + each + 1, blind)
    return used > 0 && used <= channels.length
  })
  .map(({ wiring, ...drawn }) => ({ drawn, settings: board(ownOf(drawn, wiring)) }))

function ownOf({ driven, shifted, blind }: Drawn, wiring: readonly number[]) {
  const free = [...wiring]
  const voltages = driven.flatMap((_, at) => [
    [`v${at}`, { channel: free.pop(), calibration: 250 }],
    [`s${at}`, { from: `v${at}`, lag: '120deg' }],
  ])
  const pairs = driven.flatMap((count, at) => Array.from({ length: count }, (_, place) => (place < shifted ? `s${at}` : `v${at}`)))
  const names = [...pairs, ...Array.from({ length: blind }, () => 'far')]
  const currents = names.map((voltage, at) => [`c${at}`, { channel: free.pop(), voltage, calibration: 60 }])
  return {
    voltages: { ...Object.fromEntries(voltages), far: { source: 'garage.voltage' } },
    currents: Object.fromEntries(currents),
  }
}
