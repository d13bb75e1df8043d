/** The chips of a bus take turns: without that, a transfer's time would be told with that of another chip's in it. */
export interface BusTurns {
  /** Calls `work` when it is its turn, at once where the bus is free; the turn lasts until `over` is called. */
  take(bus: number, work: (over: () => void) => void): void
}

export function busTurns(): BusTurns {
  const waiting = new Map<number, (() => void)[]>()

  function next(bus: number): void {
    const work = waiting.get(bus)?.shift()
    if (work === undefined) waiting.delete(bus)
    else work()
  }

  return {
    take(bus, work) {
      const run = () => work(() => next(bus))
      const queue = waiting.get(bus)
      if (queue !== undefined) return void queue.push(run)
      waiting.set(bus, [])
      run()
    },
  }
}
