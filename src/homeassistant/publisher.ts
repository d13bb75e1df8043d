import type { Connect } from './broker.ts'
import { NameTaken } from './claiming.ts'
import type { Program } from './discovery.ts'
import { type Memory, Session, type SessionInputs } from './session.ts'
import { offline, topicsOf } from './topics.ts'

export interface PublisherInputs extends Omit<SessionInputs, 'publication'> {
  connect: Connect
  node: string
  program: Program
  /** "homeassistant" */
  discoveryPrefix: string
}

export interface Publisher {
  /**
   * Publishes over one connection, until the signal or until the connection breaks (a DeviceError): for the supervisor to run again and
   * again. All devices of the settings must be in the table by then, as what is not there is withdrawn. While another program
   * has the node's name it publishes nothing and asks again every 30 s. Calls `healthy` when everything is published.
   */
  run(signal: AbortSignal, healthy: () => void): Promise<void>
  /** To be called after the settings changed: withdraws what has gone from them. */
  review(): void
}

const askAgainMs = 30_000

export function publisher(inputs: PublisherInputs): Publisher {
  const { connect, node, program, discoveryPrefix, networkClock, log } = inputs
  const topics = topicsOf(node, discoveryPrefix)
  const memory: Memory = { deleted: new Map(), resolved: new Set() }
  let session: Session | null = null
  let taken = false

  /** Resolves to whether it is over for good: false when another program has the name. */
  async function once(signal: AbortSignal, healthy: () => void): Promise<boolean> {
    const connection = await connect({ topic: topics.nodeAvailability, payload: offline }, signal)
    session = new Session({ ...inputs, publication: { node, program, topics } }, memory, connection)
    try {
      await session.run(signal, () => {
        if (taken) log.info(`the other program with node: ${node} has gone, this one takes over`)
        taken = false
        healthy()
      })
      return true
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error
      if (!taken) log.warn(takenSentence(node, error))
      taken = true
      return false
    } finally {
      session = null
    }
  }

  return {
    async run(signal, healthy) {
      while (!(await once(signal, healthy))) await networkClock.sleep(askAgainMs, signal)
    },
    review: () => session?.review(),
  }
}

const takenSentence = (node: string, { by }: NameTaken) =>
  `another program with node: ${node} is on this broker (on ${by.host}, started ${new Date(by.startedMs).toISOString()}): change \`node\` in one of them`
