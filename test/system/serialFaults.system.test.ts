import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { drifting } from './support/drifting.ts'
import { measured } from './support/measured.ts'
import { partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

const everyReply = 10_000
const [steady, faulty] = [1, 2] as const
const silent = /faulty: the meter at address 2 on \S+ does not answer: it needs mains voltage/
const damaged = /faulty: replies of the meter at address 2 on \S+ arrive damaged/

/** Two meters on one line, of which one is heard badly. The first one's voltages are from 100 V on, the other's from 200 V on, and they only rise. */
async function startTwoMeters(parts: ReturnType<typeof partsOf>) {
  const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(steady, faulty)])
  const seen = await parts.observer(broker.url)
  const voltages = { steady: await drifting(slave, steady, 100), faulty: await drifting(slave, faulty, 200) }
  const meters = { steady: { port: slave.path, address: steady }, faulty: { port: slave.path, address: faulty } }
  const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters }) })
  const waitWhileDrifting = (until: () => boolean | Promise<boolean>, what: string, deadlineMs: number) =>
    waitFor(
      async () => {
        await Promise.all([voltages.steady.rise(), voltages.faulty.rise()])
        return until()
      },
      what,
      deadlineMs,
    )
  await waitWhileDrifting(() => seen.isOnline('steady') && seen.isOnline('faulty'), 'both meters', 20_000)
  const expectOnlyTruth = () => {
    for (const id of ['steady', 'faulty'] as const) voltages[id].expectOnlyTruth(seen.values(id, 'voltage'))
  }
  return { slave, seen, program, waitWhileDrifting, expectOnlyTruth }
}

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('one of two meters on a line', () => {
  it.concurrent.for([
    ['falls silent', { fault: 'silence' }, silent],
    ['has bit errors', { fault: 'bitError', bit: 8 * 3 + 1 }, damaged],
    ['sends half frames', { fault: 'halfFrame' }, damaged],
    ['replies late', { fault: 'late', ms: 300 }, /faulty: /],
    ["replies with the other one's address", { fault: 'foreignReply', from: steady }, damaged],
  ] as const)('goes offline alone when it %s, and comes back', async ([, fault, sentence], test) => {
    const { slave, seen, program, waitWhileDrifting, expectOnlyTruth } = await startTwoMeters(partsOf(test))
    await slave.fault(fault, everyReply, faulty)
    const offlineMs = await measured(waitWhileDrifting(() => !seen.isOnline('faulty'), 'the faulty meter to go offline', 15_000))
    expect(program.output()).toMatch(sentence)
    const before = seen.values('steady', 'voltage').length
    await waitWhileDrifting(() => seen.values('steady', 'voltage').length > before + 2, 'the other meter to go on', 10_000)
    await slave.healthy()
    const onlineMs = await measured(waitWhileDrifting(() => seen.isOnline('faulty'), 'the meter to come back', 40_000))
    const known = seen.values('faulty', 'voltage').length
    await waitWhileDrifting(() => seen.values('faulty', 'voltage').length > known + 2, 'more of its values', 10_000)
    expect(program.output()).toContain('faulty: works again')
    expect(seen.wentOffline('steady')).toBe(false)
    expectOnlyTruth()
    process.stdout.write(`${fault.fault}: offline after ${offlineMs} ms, back after ${onlineMs} ms\n`)
  })

  it.concurrent('stays online while there is noise before its replies', async (test) => {
    const { slave, seen, waitWhileDrifting, expectOnlyTruth } = await startTwoMeters(partsOf(test))
    await slave.fault({ fault: 'noise', hex: '02041400ff' }, everyReply, faulty)
    const before = seen.values('faulty', 'voltage').length
    await waitWhileDrifting(() => seen.values('faulty', 'voltage').length > before + 5, 'values through the noise', 15_000)
    expect(seen.wentOffline('faulty')).toBe(false)
    expectOnlyTruth()
  })

  it.concurrent('shows no wrong value while every second reply is damaged in one way or another', async (test) => {
    const { slave, seen, waitWhileDrifting, expectOnlyTruth } = await startTwoMeters(partsOf(test))
    // After a silence a meter is not believed for 5 s: the other one is to be believed in between.
    const faults = [
      [{ fault: 'bitError', bit: 40 }],
      [{ fault: 'late', ms: 250 }, faulty],
      [{ fault: 'halfFrame' }],
      [{ fault: 'foreignReply', from: steady }],
      [{ fault: 'foreignReply', from: faulty }],
      [{ fault: 'noise', hex: '0104' }],
      [{ fault: 'silence' }, faulty],
    ] as const
    for (const [fault, address] of Array.from({ length: 6 }, () => faults).flat()) {
      const { requests } = await slave.received()
      await slave.fault(fault, 1, address)
      await waitWhileDrifting(async () => (await slave.received()).requests > requests + 1, 'two more requests', 30_000)
    }
    await slave.healthy()
    const known = seen.values('faulty', 'voltage').length
    await waitWhileDrifting(() => seen.values('faulty', 'voltage').length > known + 3, 'values of the faulty one again', 60_000)
    expectOnlyTruth()
  })
})
