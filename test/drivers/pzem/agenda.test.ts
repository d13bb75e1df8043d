import { describe, expect, it } from 'vitest'
import { agenda } from '../../../src/drivers/pzem/agenda.ts'
import { Channel } from '../../../src/runtime/channel.ts'
import { fakeClock } from '../../support/fakeClock.ts'

/** Lists what there was to do as "what@ms"; each thing takes `workMs`. */
function set(periodMs: number, workMs = 0) {
  const clock = fakeClock()
  const stopped = new AbortController()
  const commands = new Channel<{ name: string }>(stopped.signal)
  const done: string[] = []
  const work = async () => {
    for await (const due of agenda({ clock, commands, periodMs: () => periodMs })) {
      done.push(`${due === 'poll' ? due : due.name}@${clock.monotonicMs()}`)
      if (workMs > 0) await clock.sleep(workMs)
    }
  }
  return { clock, commands, done, stop: () => stopped.abort(), ended: work() }
}

describe('the agenda of a driver', () => {
  it('begins with a poll and keeps the rhythm, however long the polls take', async () => {
    const { clock, done } = set(1000, 300)
    await clock.advance(3500)
    expect(done).toEqual(['poll@0', 'poll@1000', 'poll@2000', 'poll@3000'])
  })

  it('serves a command as it comes, and the rhythm stays', async () => {
    const { clock, commands, done } = set(1000)
    await clock.advance(400)
    commands.push({ name: 'a' })
    commands.push({ name: 'b' })
    await clock.advance(1000)
    expect(done).toEqual(['poll@0', 'a@400', 'b@400', 'poll@1000'])
  })

  it('makes up for a late poll at once, but only for one', async () => {
    const { clock, done } = set(1000, 2500)
    await clock.advance(6000)
    expect(done).toEqual(['poll@0', 'poll@2500', 'poll@5000'])
  })

  it('lets commands through where polls take longer than their period, and polls where commands never end', async () => {
    const { clock, commands, done } = set(100, 150)
    for (const name of ['a', 'b', 'c']) commands.push({ name })
    await clock.advance(700)
    expect(done).toEqual(['poll@0', 'a@150', 'poll@300', 'b@450', 'poll@600'])
  })

  it('ends with the commands, and leaves no sleeper behind', async () => {
    const { clock, stop, ended } = set(1000)
    await clock.advance(100)
    stop()
    await clock.advance(0)
    await ended
    expect(clock.sleeping).toBe(0)
  })
})
