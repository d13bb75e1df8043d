import { describe, expect, it } from 'vitest'
import { fakeBroker } from '../support/fakeBroker.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { begin, house } from './support/house.ts'

const nodeAvailability = 'energy-monitor/house/availability'

/** Two programs of the same node on one broker. */
function two() {
  const [broker, clock] = [fakeBroker(), fakeClock()]
  const startedMs = clock.wallMs()
  return {
    broker,
    clock,
    first: house({ broker, clock, me: { id: 'first', startedMs } }),
    second: house({ broker, clock, me: { id: 'second', host: 'attic', startedMs: startedMs - 1e9 } }),
  }
}

describe('two programs with the same node name on a broker', () => {
  it('are one: the second says so once and publishes nothing but its question', async () => {
    const { clock, first, second } = two()
    await begin(first)
    await begin(second)
    await clock.advance(95_000)
    expect(new Set(second.topics())).toEqual(new Set(['energy-monitor/house/instance']))
    expect(second.sent('energy-monitor/house/instance')).toHaveLength(4)
    expect(second.lines).toEqual([
      'warn another program with node: house is on this broker (on pi, started 2026-06-01T12:00:00.000Z): change `node` in one of them',
    ])
    expect([first.healthy, second.healthy]).toEqual([1, 0])
  })

  it('leave the winner online, whatever becomes of the loser', async () => {
    const { broker, clock, first, second } = two()
    await begin(first)
    const claiming = begin(second)
    broker.drop('second')
    await claiming
    await clock.advance(5_000)
    expect(broker.retained.get(nodeAvailability)).toBe('online')
  })

  it('change over when the first has gone', async () => {
    const { broker, clock, first, second } = two()
    await begin(first)
    await begin(second)
    await clock.advance(5_000)
    first.stop.abort()
    await first.ended
    await clock.advance(30_000)
    expect(second.healthy).toBe(1)
    expect(broker.retained.get(nodeAvailability)).toBe('online')
    expect(second.lines.at(-1)).toBe('info the other program with node: house has gone, this one takes over')
  })

  it('that come at the same time are one too', async () => {
    const { broker, clock, first, second } = two()
    const both = [begin(first), begin(second)]
    await Promise.all(both)
    await clock.advance(5_000)
    expect(first.healthy + second.healthy).toBeGreaterThan(0)
    expect(broker.connected.filter((id) => id === 'first' || id === 'second')).toHaveLength(1)
    expect(broker.retained.get(nodeAvailability)).toBe('online')
  })

  it('part without a word where both had the name: the winner’s `online` stays', async () => {
    const program = await begin(house())
    await program.clock.advance(1_000)
    program.seen()
    const owner = { id: 'other', startedMs: 0, host: 'attic', owns: true }
    await program.broker.party('other').publish('energy-monitor/house/instance', JSON.stringify(owner), false)
    await program.clock.advance(5_000)
    expect(program.topics()).toEqual([])
    expect(program.broker.connected).toEqual(['other'])
    expect(program.lines.at(-1)).toContain('(on attic, started 1970-01-01T00:00:00.000Z)')
  })
})

describe('a program that comes alone', () => {
  it('waits a second where a crash left the node online', async () => {
    const broker = fakeBroker()
    await broker.party('crashed').publish(nodeAvailability, 'online', true)
    const program = await begin(house({ broker }))
    await program.clock.advance(999)
    expect(program.healthy).toBe(0)
    await program.clock.advance(1)
    expect(program.healthy).toBe(1)
  })

  it('does not wait where the node was offline', async () => {
    expect((await begin(house())).healthy).toBe(1)
  })

  it('is not disturbed by junk on the topic', async () => {
    const program = await begin(house())
    for (const junk of ['', '{', 'null', '{"id":5}', '[]'])
      await program.broker.party('x').publish('energy-monitor/house/instance', junk, false)
    await program.clock.advance(1_000)
    expect(program.broker.connected).toContain('us')
  })

  it('says what is wrong with a broker that lets it ask but does not return its question', async () => {
    const program = house({ through: (connection) => ({ ...connection, subscribe: async () => {} }) })
    await begin(program)
    await program.clock.advance(5_000)
    expect(await program.ended).toMatchObject({ message: 'the broker does not return our own messages: check its access rules' })
  })
})
