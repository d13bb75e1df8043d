import type { HostPort } from './host.ts'
import type { FromHost, ToHost } from './messages.ts'

/** A thread in which a host samples, seen from outside. */
export interface HostThread {
  post(message: ToHost): void
  listen(listener: (message: FromHost) => void): void
  /** Resolves when it has ended unasked, with why. */
  readonly died: Promise<Error>
  /** Ends it; resolves when it has gone and another one may start. */
  end(): Promise<void>
}

export type StartThread = () => HostThread

/** Who hears of one sampling. */
interface Route {
  message(message: FromHost): void
  died(error: Error): void
}

/** A thread that runs, as one sampling uses it. */
export interface Link {
  post(message: ToHost): void
  /** Until `leave`. */
  join(id: number, route: Route): void
  leave(id: number): void
}

/** The one thread of all samplings: started by the first, ended when none is left, started anew where it died. */
export function sharedThread(start: StartThread) {
  let users = 0
  let current: { thread: HostThread; link: Link } | null = null
  let before: Promise<void> = Promise.resolve()

  function started(): Link {
    const thread = start()
    const link = linkTo(thread, () => void (current = null))
    current = { thread, link }
    return link
  }

  return {
    /** Does `work` with the thread, which stays as long. Rejects with the signal's reason where that is aborted before. */
    async use<T>(signal: AbortSignal, work: (link: Link) => Promise<T>): Promise<T> {
      users += 1
      try {
        await before
        signal.throwIfAborted()
        return await work(current?.link ?? started())
      } finally {
        users -= 1
        if (users === 0 && current !== null) {
          before = current.thread.end()
          current = null
        }
      }
    },
  }
}

function linkTo(thread: HostThread, onDeath: () => void): Link {
  const routes = new Map<number, Route>()
  thread.listen((message) => routes.get(message.id)?.message(message))
  const bury = (error: Error): void => {
    onDeath()
    for (const route of routes.values()) route.died(error)
  }
  void thread.died.then(bury)
  return {
    post: (message) => thread.post(message),
    join: (id, route) => void routes.set(id, route),
    leave: (id) => void routes.delete(id),
  }
}

/** A host in this very thread. What crosses is copied, as it is between threads. */
export function localThread(host: (port: HostPort) => void): HostThread {
  let toHost: ((message: ToHost) => void) | null = null
  let fromHost: ((message: FromHost) => void) | null = null
  host({
    post: (message) => fromHost?.(structuredClone(message)),
    listen: (listener) => void (toHost = listener),
  })
  return {
    post: (message) => toHost?.(structuredClone(message)),
    listen: (listener) => void (fromHost = listener),
    died: new Promise(() => undefined),
    end: async () => undefined,
  }
}
