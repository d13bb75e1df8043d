import { describe, expect, it } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import { damage, passed, refusal, registersInstead, silence } from '../../support/faultySlave.ts'
import { onBus } from './onBus.ts'

/** What is known of these meters from the field, one test each. */

const dead = { voltageV: 0, currentA: 0, activePowerW: 0, powerFactor: 0, frequencyHz: 0 }

describe('it answers only while mains are present', () => {
  it('so that it is given up after three silent polls, with a sentence that says so', async () => {
    const { run, seconds, circuit } = onBus()
    const meter = run()
    await seconds(10)
    circuit.state = dead
    await seconds(5)
    expect(meter.outcome?.error).toBeInstanceOf(DeviceError)
    expect(String(meter.outcome?.error)).toContain(
      'the meter at address 1 on /dev/ttyUSB0 does not answer: it needs mains voltage to do so',
    )
  })

  it('so that an hourly poll does not show a dead meter for hours', async () => {
    const { run, seconds, circuit } = onBus()
    const meter = run({ every: '1h' })
    await seconds(3590)
    circuit.state = dead
    await seconds(30)
    expect(meter.outcome).toBeDefined()
  })

  it('but one or two silent polls are forgiven', async () => {
    const { run, seconds, slave } = onBus()
    const meter = run()
    await seconds(10)
    slave.next.push(silence, silence)
    await seconds(20)
    expect(meter.outcome).toBeUndefined()
    expect(meter.values['power']).toBe(920)
  })
})

describe('after power-up its values are wrong for about five seconds, with a valid checksum', () => {
  it('so that nothing is shown for five seconds from the first answer of a run', async () => {
    const { run, seconds, buses } = onBus()
    const meter = run()
    await seconds(5)
    expect([buses.requests.length, meter.reports.length]).toEqual([5, 0])
    await seconds(2)
    expect(meter.reports.length).toBeGreaterThan(0)
  })

  it('so that after a mains failure no wrong value is ever reported and no energy comes from nowhere', async () => {
    const { run, seconds, circuit, totalKwh } = onBus()
    const { state } = circuit
    const meter = run({ every: '2s' })
    await seconds(20)
    const before = totalKwh() ?? 0
    circuit.state = dead
    await seconds(2)
    circuit.state = state
    await seconds(60)
    expect(meter.outcome).toBeUndefined()
    expect(new Set(meter.reports.flatMap((report) => report['power'] ?? []))).toEqual(new Set([920]))
    expect((totalKwh() ?? 0) - before).toBeLessThan(0.0165)
    expect((totalKwh() ?? 0) - before).toBeGreaterThan(0.0125)
  })
})

describe('it sends frames with 0 V and other nonsense', () => {
  it('of which nothing is shown', async () => {
    const { run, seconds, slave, totalKwh } = onBus()
    const meter = run()
    await seconds(10)
    const before = totalKwh() ?? 0
    slave.next.push(registersInstead({ 0: 0 }), registersInstead({ 7: 0, 6: 99 }))
    await seconds(10)
    expect(new Set(meter.reports.flatMap((report) => report['voltage'] ?? []))).toEqual(new Set([230]))
    expect(meter.values['rejected_readings']).toBe(2)
    expect((totalKwh() ?? 0) - before).toBeLessThan(0.004)
  })

  it('and is given up when it goes on, with what it sends', async () => {
    const { run, seconds, slave } = onBus()
    const meter = run()
    await seconds(10)
    slave.always = registersInstead({ 0: 0 })
    await seconds(4)
    expect(String(meter.outcome?.error)).toContain('reports 0 V, which it cannot measure')
  })
})

describe('its energy register jumps', () => {
  it('by single readings, up or down, which do not reach the total', async () => {
    const { run, seconds, slave, totalKwh } = onBus()
    const meter = run()
    await seconds(10)
    const before = totalKwh() ?? 0
    slave.next.push(registersInstead({ 5: 0xffff, 6: 0x0010 }), passed, registersInstead({ 5: 0, 6: 0 }))
    await seconds(60)
    expect((totalKwh() ?? 0) - before).toBeCloseTo(0.0153, 2)
    expect(meter.reports.length).toBeGreaterThan(60)
  })

  it('to the wrap, over which the total goes on', async () => {
    const { run, seconds, totalKwh } = onBus({ energyWh: 9_999_990 })
    run()
    await seconds(3600)
    expect(totalKwh()).toBeCloseTo(9999.99 + 0.92, 2)
  })

  it('to 0 by a reset from elsewhere, over which the total goes on', async () => {
    const { run, seconds, buses, totalKwh, clock, port } = onBus()
    run()
    await seconds(60)
    const before = totalKwh() ?? 0
    const reset = buses.device(port, 1, new AbortController().signal).command(0x42)
    await clock.advance(100)
    await reset
    await seconds(60)
    expect((totalKwh() ?? 0) - before).toBeCloseTo(0.0153, 2)
  })
})

describe('on a shared bus replies are damaged', () => {
  it('so that a request is repeated once within its poll', async () => {
    const { run, seconds, slave, buses } = onBus()
    const meter = run()
    await seconds(10)
    const [requests, reports] = [buses.requests.length, meter.reports.length]
    slave.next.push(damage)
    await seconds(1)
    expect([buses.requests.length - requests, meter.reports.length - reports]).toEqual([2, 1])
  })

  it('and it is given up after three polls in a row that failed twice each', async () => {
    const { run, seconds, slave } = onBus()
    const meter = run()
    await seconds(10)
    slave.always = damage
    await seconds(2)
    expect(meter.outcome).toBeUndefined()
    await seconds(2)
    expect(String(meter.outcome?.error)).toContain('arrive damaged')
  })

  it('but what was not silent is believed again at once', async () => {
    const { run, seconds, slave } = onBus()
    const meter = run()
    await seconds(10)
    slave.next.push(damage, damage)
    await seconds(2)
    const before = meter.reports.length
    await seconds(1)
    expect(meter.reports.length).toBe(before + 1)
  })
})

describe('a stale value must not be shown', () => {
  it('so that a meter is given up that answers only now and then', async () => {
    const { run, seconds, slave } = onBus()
    const meter = run()
    await seconds(10)
    let asked = 0
    slave.always = (reach) => (asked++ % 2 === 0 ? null : reach())
    await seconds(45)
    expect(meter.outcome?.error).toBeInstanceOf(DeviceError)
  })
})

describe('another device is at its address', () => {
  it('which refuses to be read: it is told by name', async () => {
    const { run, seconds, slave } = onBus()
    slave.always = refusal(2)
    const meter = run()
    await seconds(5)
    expect(String(meter.outcome?.error)).toContain('refuses what a PZEM-016, 014 or 004T v3 answers (exception 2)')
  })

  it('or a copy without an alarm threshold: that one value stays unknown', async () => {
    const { run, seconds, slave } = onBus()
    slave.always = (reach, request) => (request[1] === 0x03 ? refusal(1)(reach, request) : reach())
    const meter = run()
    await seconds(20)
    expect(meter.values['power']).toBe(920)
    expect(meter.values['alarm_threshold']).toBeNull()
    expect(meter.log).toEqual(['info the meter does not tell its alarm threshold'])
  })
})

describe('the clock of the computer jumps', () => {
  it.each([3_600_000, -3_600_000, -Date.UTC(2026, 5, 1)])('by %d ms, and no interval and no energy with it', async (jumpMs) => {
    const { run, seconds, clock, totalKwh } = onBus()
    const meter = run()
    await seconds(30)
    const [before, reports] = [totalKwh() ?? 0, meter.reports.length]
    clock.jumpWall(jumpMs)
    await seconds(30)
    expect((totalKwh() ?? 0) - before).toBeCloseTo(0.00767, 2)
    expect(meter.reports.length - reports).toBe(30)
    meter.stop()
    clock.jumpWall(-jumpMs)
    run()
    await seconds(30)
    expect((totalKwh() ?? 0) - before).toBeLessThan(0.0165)
  })
})
