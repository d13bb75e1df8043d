import { DeviceError } from '../../../src/entities/errors.ts'
import type { ConnectCore, EntityListener, EntityState } from '../../../src/homeassistant/core.ts'

/** Home Assistant in memory: what it has, who follows what, how often it was connected to. */
export function listedCore(entities: Record<string, EntityState> = {}) {
  const following = new Map<string, EntityListener>()
  let breakIt: (error: Error | null) => void = () => {}
  const counts = { connected: 0, open: 0 }
  const connect: ConnectCore = async (signal) => {
    signal.throwIfAborted()
    counts.connected += 1
    counts.open += 1
    let over = false
    const closed = new Promise<Error | null>((resolve) => void (breakIt = resolve))
    void closed.then(() => following.clear())
    return {
      closed,
      follow: (entityId, listener, until) => {
        following.set(entityId, listener)
        until.addEventListener('abort', () => following.delete(entityId), { once: true })
        queueMicrotask(() => listener.told(entities[entityId] ?? null))
      },
      async end() {
        if (!over) counts.open -= 1
        over = true
        breakIt(null)
      },
    }
  }
  return {
    connect,
    counts,
    get followed() {
      return [...following.keys()]
    },
    set(entityId: string, state: EntityState | null) {
      if (state === null) delete entities[entityId]
      else entities[entityId] = state
      following.get(entityId)?.told(state)
    },
    confirm: () => following.forEach((listener) => listener.confirmed()),
    drop: () => breakIt(new DeviceError('Home Assistant closed the connection')),
  }
}
