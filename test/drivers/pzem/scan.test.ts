import { describe, expect, it } from 'vitest'
import { changeAddress, scan, type Found } from '../../../src/drivers/pzem/scan.ts'
import { SimulatedPzem } from '../../../src/drivers/pzem/simulated.ts'
import { DeviceError } from '../../../src/entities/errors.ts'
import type { Slave } from '../../../src/hardware/simulated/slave.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { damage, faulty, lostReply, passed, refusal, silence } from '../../support/faultySlave.ts'
import { slaveBuses } from '../../support/slaveBuses.ts'
import { steadyCircuit } from '../../support/steadyCircuit.ts'

const port = '/dev/ttyUSB0'

/** A bus with meters at these addresses: the one at address n measures n times 100 W. */
function busWith(...addresses: number[]) {
  const clock = fakeClock()
  const buses = slaveBuses(clock)
  const attach = (slave: Slave) => buses.wires.serial.attach(port, slave)
  const meters = addresses.map((address) => {
    const circuit = steadyCircuit({ activePowerW: 100 * address })
    const meter = faulty(new SimulatedPzem({ address, clock, circuit, energyWh: 1000 * address }))
    attach(meter)
    return meter
  })
  const stop = new AbortController()
  const bus = { buses, port, signal: stop.signal }
  /** What the work gives in a minute of this clock, and when it ended. */
  async function inAMinute<T>(work: Promise<T>): Promise<{ result: T; endedMs: number }> {
    const ended = work.then((result) => ({ result, endedMs: clock.monotonicMs() }))
    ended.catch(() => undefined)
    await clock.advance(60_000)
    return ended
  }
  const found = async () => (await inAMinute(scan(bus, () => undefined))).result.map(({ address }) => address)
  const change = (from: number, to: number) => inAMinute(changeAddress(bus, from, to))
  const writes = () => buses.requests.filter((request) => request[1] === 0x06).length
  return { clock, attach, meters, bus, stop, inAMinute, found, change, writes }
}

describe('a scan', () => {
  it('finds what answers, with its values, at all 247 addresses in under a minute', async () => {
    const { bus, inAMinute } = busWith(3, 247)
    const progress: [number, Found | null][] = []
    const { result, endedMs } = await inAMinute(scan(bus, (address, found) => void progress.push([address, found])))
    expect(result).toEqual([
      { address: 3, alarmThresholdW: 23_000, measurement: expect.objectContaining({ voltageV: 230, powerW: 300, energyWh: 3000 }) },
      { address: 247, alarmThresholdW: 23_000, measurement: expect.objectContaining({ powerW: 24_700 }) },
    ])
    expect(progress.map(([address]) => address)).toEqual(Array.from({ length: 247 }, (_, at) => at + 1))
    expect(progress.flatMap(([, found]) => found ?? [])).toEqual(result)
    expect(endedMs).toBeLessThan(55_000)
  })

  it('tells of a device that is no meter of this kind, and of two with one address', async () => {
    const { bus, inAMinute, attach, meters, clock } = busWith(1, 2)
    meters.slice(0, 1).forEach((meter) => (meter.always = (reach, request) => (request[0] === 1 ? refusal(2)(reach, request) : reach())))
    attach(new SimulatedPzem({ address: 2, clock, circuit: steadyCircuit() }))
    const { result } = await inAMinute(scan(bus, () => undefined))
    expect(result).toEqual([
      { address: 1, problem: expect.stringContaining('no PZEM-016, 014 or 004T v3 (exception 2)') },
      { address: 2, problem: expect.stringContaining('several devices answer') },
    ])
  })

  it('shows a meter that tells no alarm threshold', async () => {
    const { bus, inAMinute, meters } = busWith(9)
    meters.forEach((meter) => (meter.always = (reach, request) => (request[1] === 0x03 ? null : reach())))
    const { result } = await inAMinute(scan(bus, () => undefined))
    expect(result).toEqual([expect.objectContaining({ address: 9, alarmThresholdW: null })])
  })

  it('ends with its signal', async () => {
    const { bus, clock, stop } = busWith()
    const scanning = scan(bus, () => undefined)
    scanning.catch(() => undefined)
    await clock.advance(1000)
    stop.abort()
    await clock.advance(0)
    await expect(scanning).rejects.toThrow(/abort/)
  })
})

describe('giving a meter another address', () => {
  it('works, and is verified by reading it there', async () => {
    const { change, found } = busWith(1, 3)
    await change(1, 5)
    expect(await found()).toEqual([3, 5])
  })

  it('works by the general address where it is the only meter', async () => {
    const { change, found } = busWith(77)
    await change(248, 5)
    expect(await found()).toEqual([5])
  })

  it('is believed only from the reading, whatever became of the reply to the writing', async () => {
    const { change, found, meters } = busWith(1)
    const [meter] = meters
    meter?.next.push(passed, passed, passed, lostReply)
    await change(1, 5)
    expect(await found()).toEqual([5])
    meter?.next.push(passed, passed, passed, silence)
    await expect(change(5, 6)).rejects.toThrow('address 6 was written to the meter at 5, but it does not answer there')
  })

  it.each<[string, number[], number, number, string]>([
    ['where something answers at the new one already', [1, 5], 1, 5, 'something answers at address 5 already: nothing was changed'],
    ['where nothing answers at the old one', [1], 2, 5, 'nothing answers at address 2'],
    ['by the general address where there are several', [1, 2], 248, 5, 'is it the only one on the bus?'],
    ['to 0', [1], 1, 0, '0 is no new address'],
    ['to 248', [1], 1, 248, '248 is no new address'],
    ['to the same', [1], 1, 1, '1 is no new address'],
    ['to half an address', [1], 1, 1.5, '1.5 is no new address'],
  ])('is refused %s, and nothing is written', async (_, addresses, from, to, sentence) => {
    const { change, writes } = busWith(...addresses)
    const changing = change(from, to)
    await expect(changing).rejects.toThrow(sentence)
    await expect(changing).rejects.toThrow(DeviceError)
    expect(writes()).toBe(0)
  })

  it('is refused where the new address answers with noise', async () => {
    const { change, meters, writes } = busWith(1, 5)
    const [, noisy] = meters
    if (noisy) noisy.always = damage
    await expect(change(1, 5)).rejects.toThrow('something answers at address 5 already')
    expect(writes()).toBe(0)
  })
})
