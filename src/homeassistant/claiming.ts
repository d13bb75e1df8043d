import { z } from 'zod'
import { DeviceError } from '../entities/errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { answerMs, type Claim, type ClaimEvent, claimStep, firstClaim, type Instance, type Utterance } from './claim.ts'
import { online } from './topics.ts'

/** Another program has the node's name. */
export class NameTaken extends Error {
  override name = 'NameTaken'
  readonly by: Instance
  constructor(by: Instance) {
    super('another program has the name')
    this.by = by
  }
}

/** How long a broker may take to give back our own question. */
const echoMs = 5_000

const schema = z.object({ id: z.string(), startedMs: z.number(), host: z.string(), owns: z.boolean() })

interface Wires {
  me: Instance
  /** Publishes on the instances' topic. */
  say: (payload: string) => void
  clock: Clock
  signal: AbortSignal
  /** Ends the session: the name is taken, or the broker does not do its part. */
  fail: (error: Error) => void
}

/** Holds the name of the node against other programs, from the first question to the end of the session. */
export class Claiming {
  readonly #wires: Wires
  /** Resolves when the name is ours; pending for ever where it is not. */
  readonly ours: Promise<void>
  #owned = () => {}
  #claim: Claim = firstClaim

  constructor(wires: Wires) {
    this.ours = new Promise((resolve) => void (this.#owned = resolve))
    this.#wires = wires
  }

  /** Asks whether the name is free; the subscriptions must stand. */
  ask(): void {
    this.#say()
    void this.#after(echoMs, () => {
      if (this.#claim.phase === 'asking')
        this.#wires.fail(new DeviceError('the broker does not return our own messages: check its access rules'))
    })
  }

  hearAvailability(payload: string): void {
    this.#step({ kind: 'availability', online: payload === online })
  }

  hear(payload: string): void {
    const utterance = readUtterance(payload)
    if (utterance !== null) this.#step({ kind: 'heard', utterance })
  }

  #step(event: ClaimEvent): void {
    const before = this.#claim
    const { claim, speak } = claimStep(this.#wires.me, before, event)
    this.#claim = claim
    if (speak) this.#say()
    if (claim.phase === before.phase) return
    if (claim.phase === 'lost') this.#wires.fail(new NameTaken(claim.to))
    else if (claim.phase === 'ours') this.#owned()
    else void this.#after(answerMs, () => this.#step({ kind: 'silence' }))
  }

  #say(): void {
    this.#wires.say(JSON.stringify({ ...this.#wires.me, owns: this.#claim.phase === 'ours' } satisfies Utterance))
  }

  /** Never rejects: the session's end takes it away. */
  async #after(ms: number, act: () => void): Promise<void> {
    const { clock, signal } = this.#wires
    const over = await clock.sleep(ms, signal).catch(() => 'aborted')
    if (over !== 'aborted') act()
  }
}

function readUtterance(payload: string): Utterance | null {
  try {
    return schema.safeParse(JSON.parse(payload)).data ?? null
  } catch {
    return null
  }
}
