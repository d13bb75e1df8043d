/**
 * One program per node name on a broker. A broker lets two in, as their client ids differ; they find each other on a topic of their own.
 * Who comes asks there. The owner of the name answers, and who hears an owner gives way; of two that ask at once, or that both
 * took the name before they heard of each other, the one started earlier has it (the smaller id where that is equal).
 * Everything retained has arrived when the own question comes back: did the node not look online by then, nobody needs to be waited for.
 */

/** A running program. */
export interface Instance {
  readonly id: string
  /** Wall clock, milliseconds since 1970: when it started. */
  readonly startedMs: number
  /** The machine's name. */
  readonly host: string
}

/** What a program says of itself: as an owner it answers, else it asks. */
export interface Utterance extends Instance {
  readonly owns: boolean
}

export type Claim =
  | { readonly phase: 'asking'; readonly looksOnline: boolean }
  | { readonly phase: 'waiting' }
  | { readonly phase: 'ours' }
  | { readonly phase: 'lost'; readonly to: Instance }

export type ClaimEvent =
  /** The node's availability, retained or not. */
  | { readonly kind: 'availability'; readonly online: boolean }
  /** Something on the topic, the own utterances included. */
  | { readonly kind: 'heard'; readonly utterance: Utterance }
  /** The time that a living program has to answer is over. */
  | { readonly kind: 'silence' }

export interface ClaimStep {
  readonly claim: Claim
  /** Whether to say who we are. */
  readonly speak: boolean
}

/** How long a living program has to answer. */
export const answerMs = 1_000

export const firstClaim: Claim = { phase: 'asking', looksOnline: false }

export function claimStep(me: Instance, claim: Claim, event: ClaimEvent): ClaimStep {
  if (event.kind === 'heard') return event.utterance.id === me.id ? silent(echoed(claim)) : heard(me, claim, event.utterance)
  if (event.kind === 'silence') return silent(claim.phase === 'waiting' ? { phase: 'ours' } : claim)
  return silent(claim.phase === 'asking' ? { phase: 'asking', looksOnline: event.online } : claim)
}

const silent = (claim: Claim): ClaimStep => ({ claim, speak: false })

function echoed(claim: Claim): Claim {
  if (claim.phase !== 'asking') return claim
  return claim.looksOnline ? { phase: 'waiting' } : { phase: 'ours' }
}

function heard(me: Instance, claim: Claim, other: Utterance): ClaimStep {
  if (claim.phase === 'lost') return silent(claim)
  const owner = claim.phase === 'ours'
  const givesWay = owner === other.owns ? isEarlier(other, me) : other.owns
  return givesWay ? silent({ phase: 'lost', to: other }) : { claim, speak: true }
}

const isEarlier = (one: Instance, other: Instance) =>
  one.startedMs === other.startedMs ? one.id < other.id : one.startedMs < other.startedMs
