import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Claim, claimStep, firstClaim, type Instance, type Utterance } from '../../src/homeassistant/claim.ts'

const me: Instance = { id: 'me', startedMs: 1_000, host: 'here' }
const earlier: Instance = { id: 'other', startedMs: 500, host: 'there' }
const later: Instance = { id: 'other', startedMs: 2_000, host: 'there' }

const heard = (from: Instance, owns: boolean) => ({ kind: 'heard', utterance: { ...from, owns } }) as const
const ours: Claim = { phase: 'ours' }
const waiting: Claim = { phase: 'waiting' }
const looksOnline: Claim = { phase: 'asking', looksOnline: true }

describe('the claim to a node’s name', () => {
  it('is made good at once where the node was not online when the question comes back', () => {
    expect(claimStep(me, firstClaim, heard(me, false))).toEqual({ claim: ours, speak: false })
  })

  it('waits for an answer where the node looks online: it may be left over from a crash', () => {
    const { claim } = claimStep(me, firstClaim, { kind: 'availability', online: true })
    expect(claimStep(me, claim, heard(me, false)).claim).toEqual(waiting)
    expect(claimStep(me, waiting, { kind: 'silence' }).claim).toEqual(ours)
  })

  it.each([
    ['while asking', firstClaim],
    ['while asking with the node online', looksOnline],
    ['while waiting', waiting],
  ])('gives way to an owner %s, whatever its clock says', (_, claim) => {
    expect(claimStep(me, claim, heard(later, true))).toEqual({ claim: { phase: 'lost', to: { ...later, owns: true } }, speak: false })
  })

  it('answers who asks once the name is ours, even one that seems to have started earlier', () => {
    expect(claimStep(me, ours, heard(earlier, false))).toEqual({ claim: ours, speak: true })
  })

  it('goes to the earlier of two that ask at once, who tells the other', () => {
    expect(claimStep(me, waiting, heard(later, false))).toEqual({ claim: waiting, speak: true })
    expect(claimStep(me, waiting, heard(earlier, false)).claim.phase).toBe('lost')
  })

  it('goes to the smaller id where both started at the same time', () => {
    expect(claimStep(me, waiting, heard({ ...me, id: 'a' }, false)).claim.phase).toBe('lost')
    expect(claimStep(me, waiting, heard({ ...me, id: 'z' }, false)).claim.phase).toBe('waiting')
  })

  it('goes to the earlier of two owners', () => {
    expect(claimStep(me, ours, heard(later, true))).toEqual({ claim: ours, speak: true })
    expect(claimStep(me, ours, heard(earlier, true)).claim.phase).toBe('lost')
  })

  it('is silent once lost', () => {
    const lost: Claim = { phase: 'lost', to: earlier }
    expect(claimStep(me, lost, heard(later, false))).toEqual({ claim: lost, speak: false })
    expect(claimStep(me, lost, { kind: 'silence' })).toEqual({ claim: lost, speak: false })
  })

  it('ends with exactly one owner, however many ask and however their messages interleave', () => {
    const starts = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(starts, fc.infiniteStream(fc.nat()), fc.boolean(), (startsMs, choices, nodeOnline) => {
        const owners = settle(startsMs, choices, nodeOnline)
        expect(owners).toBe(1)
      }),
      { numRuns: 2_000 },
    )
  })
})

interface Program {
  me: Instance
  claim: Claim
  inbox: Utterance[]
  here: boolean
}

/** Programs that come one by one to a broker, which delivers to each in order, but at any time; returns how many own the name in the end. */
function settle(startsMs: readonly number[], choices: Iterator<number>, nodeOnline: boolean): number {
  const programs = startsMs.map((startedMs, index): Program => ({
    me: { id: String(index), startedMs, host: 'h' },
    claim: firstClaim,
    inbox: [],
    here: false,
  }))
  const say = ({ me: who, claim }: Program) =>
    programs.forEach(({ here, inbox }) => here && inbox.push({ ...who, owns: claim.phase === 'ours' }))
  const step = (program: Program, event: Parameters<typeof claimStep>[2]) => {
    const { claim, speak } = claimStep(program.me, program.claim, event)
    program.claim = claim
    if (speak) say(program)
    // Who has lost leaves the broker.
    if (claim.phase === 'lost') program.here = false
  }
  const come = (program: Program) => {
    program.here = true
    program.claim = { phase: 'asking', looksOnline: nodeOnline || programs.some(({ claim }) => claim.phase === 'ours') }
    say(program)
  }
  const moves = () =>
    programs.flatMap((program) => {
      if (program.claim === firstClaim) return [() => come(program)]
      const next = program.here ? program.inbox[0] : undefined
      if (next) return [() => (program.inbox.shift(), step(program, { kind: 'heard', utterance: next }))]
      return []
    })
  for (let turn = 0; turn < 10_000; turn++) {
    const possible = moves()
    const choice = Number(choices.next().value ?? 0)
    const move = possible[choice % possible.length]
    if (move) move()
    else {
      const waits = programs.find(({ claim }) => claim.phase === 'waiting')
      if (!waits) break
      step(waits, { kind: 'silence' })
    }
  }
  return programs.filter(({ claim }) => claim.phase === 'ours').length
}
