import type { Source } from '../../entities/source.ts'
import type { Clock } from '../../runtime/clock.ts'

/** A meter that misses an answer, a sensor that is away for a moment: no reason for a needle to run to its stop and back. */
const holdMs = 10_000

/** A source that is known for ten seconds more when it is told to be unknown, though never beyond its greatest age. Its problem is told at once. */
export function held(source: Source, maxAgeMs: number, clock: Clock): Source {
  let known: { readonly value: number; readonly atMs: number } | null = null
  return {
    get value() {
      const [nowMs, { value, ageMs }] = [clock.monotonicMs(), source]
      if (value !== null) known = { value, atMs: nowMs }
      const isHeld = known !== null && nowMs - known.atMs <= holdMs && ageMs !== null && ageMs <= maxAgeMs
      return isHeld ? (known?.value ?? null) : null
    },
    get ageMs() {
      return source.ageMs
    },
    get problem() {
      return source.problem
    },
    listen: (listener, signal) => source.listen(listener, signal),
  }
}
