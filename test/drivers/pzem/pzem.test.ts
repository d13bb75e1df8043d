import { describe, expect, it } from 'vitest'
import { pzem } from '../../../src/drivers/pzem/pzem.ts'
import { pzemSettings } from '../../../src/drivers/pzem/settings.ts'
import { SimulatedPzem } from '../../../src/drivers/pzem/simulated.ts'
import { damage, faulty, lostReply, passed, refusal, registersInstead } from '../../support/faultySlave.ts'
import { steadyCircuit } from '../../support/steadyCircuit.ts'
import { onBus } from './onBus.ts'

describe('the settings of a PZEM', () => {
  it('need only a port', () => {
    expect(pzemSettings.parse({ port: '/dev/ttyUSB0' })).toEqual({ port: '/dev/ttyUSB0', address: 1, model: 'pzem-016', every: 1000 })
  })

  it.each([
    {},
    { port: '' },
    { port: 'a', address: 0 },
    { port: 'a', address: 248 },
    { port: 'a', address: 1.5 },
    { port: 'a', model: 'pzem-017' },
    { port: 'a', every: '100ms' },
    { port: 'a', every: '2h' },
    { port: 'a', every: 5 },
    { port: 'a', adress: 5 },
  ])('refuse %o', (settings) => {
    expect(pzemSettings.safeParse(settings).success).toBe(false)
  })

  it('name the model', () => {
    expect(pzem.make(pzemSettings.parse({ port: 'a', model: 'pzem-004t' }))).toEqual({ manufacturer: 'Peacefair', model: 'PZEM-004T' })
  })
})

describe('a PZEM that works', () => {
  it('reports what it measures, apparent power from voltage and current', async () => {
    const { run, seconds } = onBus()
    const { values } = run()
    await seconds(7)
    expect(values).toEqual({
      voltage: 230,
      current: 5,
      power: 920,
      frequency: 50,
      power_factor: 0.8,
      apparent_power: 1150,
      alarm: false,
      alarm_threshold: 23_000,
      rejected_readings: 0,
    })
  })

  it('lets the total begin with what the display of the meter shows, and follow it', async () => {
    const { run, seconds, totalKwh } = onBus()
    run()
    await seconds(10)
    const begun = totalKwh() ?? 0
    await seconds(3600)
    expect(begun).toBeCloseTo(5.002, 2)
    expect(totalKwh()).toBeCloseTo(begun + 0.92, 2)
  })

  it('is polled in a steady rhythm that does not drift', async () => {
    const { run, seconds, buses } = onBus()
    run({ every: '2s' })
    await seconds(10)
    const before = buses.requests.length
    await seconds(600)
    expect(buses.requests.length - before).toBe(300)
  })

  it('is asked every second until it can be believed, however seldom it is polled', async () => {
    const { run, seconds, totalKwh } = onBus()
    const { values, reports } = run({ every: '1h' })
    await seconds(8)
    expect(values['power']).toBe(920)
    expect(totalKwh()).toBeCloseTo(5, 1)
    const before = reports.length
    await seconds(3600)
    expect(reports.length).toBe(before + 1)
  })

  it('goes on over a restart with what it counted meanwhile', async () => {
    const { run, seconds, totalKwh } = onBus()
    const first = run()
    await seconds(20)
    first.stop()
    const before = totalKwh() ?? 0
    await seconds(1800)
    run()
    await seconds(20)
    expect(totalKwh()).toBeCloseTo(before + 0.46, 1)
  })

  it('ends at once on the signal, whatever it does', async () => {
    const { run, seconds, clock } = onBus()
    const waiting = run()
    await seconds(7.5)
    waiting.stop()
    await clock.advance(0)
    expect(waiting.outcome).toBeDefined()
    const asking = run()
    await clock.advance(20)
    asking.stop()
    await clock.advance(0)
    expect(asking.outcome).toBeDefined()
    expect(clock.sleeping).toBe(0)
  })
})

describe('commands to a PZEM', () => {
  it('set the alarm threshold, verified by reading it back', async () => {
    const { run, seconds, clock } = onBus()
    const meter = run({ every: '1h' })
    await seconds(10)
    meter.ask({ entity: 'alarm_threshold', value: 800 })
    await clock.advance(200)
    expect(meter.values['alarm_threshold']).toBe(800)
    await seconds(3600)
    expect(meter.values['alarm']).toBe(true)
  })

  it('that fail leave the threshold as the meter has it, and are told', async () => {
    const { run, seconds, slave } = onBus()
    const meter = run({ every: '1h' })
    await seconds(10)
    slave.next.push(refusal(3))
    meter.ask({ entity: 'alarm_threshold', value: 800 })
    await seconds(2)
    expect(meter.values['alarm_threshold']).toBe(23_000)
    expect(meter.outcome).toBeUndefined()
    expect(meter.log.filter((line) => line.startsWith('warn'))).toEqual([expect.stringContaining('the alarm threshold was not set')])
  })

  it('that a meter ignores are told, although it repeats them', async () => {
    const { run, seconds, slave } = onBus()
    const meter = run({ every: '1h' })
    await seconds(10)
    slave.next.push((_, request) => request)
    meter.ask({ entity: 'alarm_threshold', value: 800 })
    await seconds(0.5)
    expect(meter.values['alarm_threshold']).toBe(23_000)
    expect(meter.log.at(-1)).toContain('the alarm threshold was not set: the meter kept its alarm threshold of 23000 W')
  })

  it('of which nobody knows how they ended are looked up soon', async () => {
    const { run, seconds, slave } = onBus()
    const meter = run({ every: '1h' })
    await seconds(10)
    slave.next.push(lostReply)
    meter.ask({ entity: 'alarm_threshold', value: 800 })
    await seconds(3)
    expect(meter.values['alarm_threshold']).toBe(800)
  })

  it('reset the meter to 0 while the total goes on', async () => {
    const { run, seconds, totalKwh, memory } = onBus()
    const meter = run()
    await seconds(60)
    const before = totalKwh() ?? 0
    meter.ask({ entity: 'reset_energy' })
    await seconds(60)
    expect(memory.kept).toMatchObject({ registerWh: 15 })
    expect(totalKwh()).toBeCloseTo(before + 0.0153, 2)
    expect(totalKwh()).toBeGreaterThan(before)
  })

  it.each([lostReply, damage])('reset it even when the echo does not come through, for the reading afterwards decides', async (fault) => {
    const { run, seconds, slave, memory } = onBus()
    const meter = run({ every: '1min' })
    await seconds(10)
    slave.next.push(passed, fault)
    meter.ask({ entity: 'reset_energy' })
    await seconds(2)
    expect(memory.kept).toMatchObject({ registerWh: 0 })
    expect(meter.log.some((line) => line.startsWith('warn'))).toBe(false)
  })

  it('reset it although its registers follow only with their next update', async () => {
    const { run, seconds, slave, memory, clock } = onBus()
    const meter = run({ every: '1h' })
    await seconds(10)
    let resetMs = Number.NEGATIVE_INFINITY
    slave.always = (reach, request) => {
      if (request[1] === 0x42) resetMs = clock.monotonicMs()
      return clock.monotonicMs() - resetMs < 1000 ? registersInstead({ 5: 5002, 6: 0 })(reach, request) : reach()
    }
    meter.ask({ entity: 'reset_energy' })
    await seconds(2)
    expect(meter.log.some((line) => line.startsWith('warn'))).toBe(false)
    expect(memory.kept).toMatchObject({ registerWh: 0 })
  })

  it('that a meter only pretends to obey are told', async () => {
    const { run, seconds, slave, totalKwh } = onBus()
    const meter = run({ every: '1min' })
    await seconds(10)
    const before = totalKwh() ?? 0
    slave.always = (reach, request) => (request[1] === 0x42 ? request : reach())
    meter.ask({ entity: 'reset_energy' })
    await seconds(2)
    expect(meter.log.at(-1)).toContain("the meter's energy was not reset: it still shows")
    expect(totalKwh()).toBeGreaterThanOrEqual(before)
  })

  it('wait for nothing but the poll that runs', async () => {
    const { run, seconds, buses } = onBus()
    const meter = run({ every: '1h' })
    await seconds(10)
    const before = buses.requests.length
    meter.ask({ entity: 'alarm_threshold', value: 1000 })
    meter.ask({ entity: 'alarm_threshold', value: 1100 })
    await seconds(0.5)
    expect(buses.requests.length - before).toBe(4)
    expect(meter.values['alarm_threshold']).toBe(1100)
  })

  it('never make it send the factory calibration', async () => {
    const { run, seconds, buses } = onBus()
    const meter = run()
    await seconds(10)
    meter.ask({ entity: 'reset_energy' })
    meter.ask({ entity: 'alarm_threshold', value: 1 })
    await seconds(10)
    expect(new Set(buses.requests.map((request) => request[1]))).toEqual(new Set([0x03, 0x04, 0x06, 0x42]))
  })
})

describe('several PZEM on one bus', () => {
  it('fail each alone', async () => {
    const { run, seconds, buses, clock, slave, port } = onBus()
    const other = faulty(new SimulatedPzem({ address: 2, clock, circuit: steadyCircuit({ activePowerW: 100, powerFactor: 1 }) }))
    buses.wires.serial.attach(port, other)
    const [first, second] = [run(), run({ address: 2 })]
    await seconds(8)
    slave.always = (reach, request) => (request[0] === 1 ? null : reach())
    await seconds(10)
    const before = second.reports.length
    await seconds(10)
    expect(first.outcome).toBeDefined()
    expect(second.outcome).toBeUndefined()
    expect(second.reports.length).toBe(before + 10)
    expect(second.values['power']).toBe(100)
  })
})
