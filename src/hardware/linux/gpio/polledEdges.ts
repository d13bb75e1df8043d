import type { Clock } from '../../../runtime/clock.ts'
import type { Edges } from '../../ports.ts'

/** How often is asked for edges, and how often is told that there were none. */
const everyMs = 10
const silentMs = 100

/**
 * Edges as they are asked for, until the signal: whoever takes them in slowly leaves them in the buffer of the hardware's driver. `read`
 * gives what waits, and throws a DeviceError when the pin has gone.
 */
export async function* polledEdges(read: () => Edges, clock: Clock, signal: AbortSignal): AsyncGenerator<Edges, never> {
  for (let toldMs = clock.monotonicMs(); ; await clock.sleep(everyMs)) {
    // Not by the signal of the sleep: a listener a time costs more than the 10 ms that the end may take.
    for (;;) {
      signal.throwIfAborted()
      const waiting = read()
      const nowMs = clock.monotonicMs()
      if (waiting.edges.length === 0 && waiting.lost === 0 && nowMs - toldMs < silentMs) break
      toldMs = nowMs
      yield waiting
    }
  }
}
