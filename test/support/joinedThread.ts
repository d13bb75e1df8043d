import { MessageChannel } from 'node:worker_threads'
import { samplingHost, type HostWorld, type SamplingHost } from '../../src/hardware/sampling/host.ts'
import type { FromHost, ToHost } from '../../src/hardware/sampling/messages.ts'
import type { StartThread } from '../../src/hardware/sampling/thread.ts'

/** Threads that run in this process, each joined by a real channel: what crosses is copied and takes its time. */
export interface JoinedThreads {
  readonly start: StartThread
  /** What became of each, in order: "started", "ended", "died". */
  readonly story: readonly string[]
  /** The thread that runs now dies. */
  readonly die: (error: Error) => void
  /** What nobody catches is thrown in it. */
  readonly fail: (error: Error) => void
}

export function joinedThreads(world: HostWorld): JoinedThreads {
  const story: string[] = []
  let kill: (error: Error) => void = () => undefined
  let host: SamplingHost | null = null

  const start: StartThread = () => {
    const { port1, port2 } = new MessageChannel()
    story.push('started')
    host = samplingHost(
      {
        post: (message) => port2.postMessage(message, []),
        listen: (listener) => void port2.on('message', (message: ToHost) => listener(message)),
      },
      world,
    )
    return {
      post: (message) => port1.postMessage(message, []),
      listen: (listener) => void port1.on('message', (message: FromHost) => listener(message)),
      died: new Promise((resolve) => {
        kill = (error) => {
          story.push('died')
          port1.close()
          resolve(error)
        }
      }),
      end: async () => {
        port1.close()
        await new Promise((resolve) => port2.once('close', resolve))
        story.push('ended')
      },
    }
  }

  return { start, story, die: (error) => kill(error), fail: (error) => host?.fail(error) }
}
