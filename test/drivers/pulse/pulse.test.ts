import { describe, expect, it } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import { onPins } from './onPins.ts'

const secondUs = 1_000_000

/** A meter that runs, its pin at rest. */
async function running(settings: Record<string, unknown> = {}, pin = 17) {
  const world = onPins(settings)
  const device = world.run()
  await world.settle()
  const line = world.pin(pin)
  const read = async (us = 100_000) => {
    line.read(us)
    await world.settle()
  }
  return { ...world, device, line, read }
}

describe('an electricity meter with pulses', () => {
  it('opens its input as the settings say, is online then, and knows no power yet', async () => {
    const { line, device } = await running({ bias: 'none', debounce: '50us' })
    expect(line.opened).toEqual({ pin: 17, bias: 'none', steadyUs: 50, consumer: 'energy-monitor' })
    expect(device.reports).toEqual([{ power: null, rejected_pulses: 0, lost_edges: 0 }])
  })

  it('tells its power from the second pulse on, from the times of the edges alone', async () => {
    const { line, device, read, clock } = await running()
    line.pulse(secondUs)
    await read()
    expect(device.values['power']).toBeNull()
    clock.jumpWall(86_400_000)
    line.pulse(3.6 * secondUs - 130_000)
    await read()
    expect(device.values['power']).toBeCloseTo(1000, 6)
  })

  it('lets its power fall with the silence, smoothly, and to 0 at the time-out', async () => {
    const { line, device, read } = await running({ timeout: '1min' })
    line.pulse(secondUs).pulse(3.57 * secondUs)
    await read(0)
    const fallen: unknown[] = []
    for (let s = 1; s <= 60; s++) {
      await read(s === 1 ? secondUs - 30_000 : secondUs)
      fallen.push(device.values['power'])
    }
    expect(fallen.slice(0, 3)).toEqual([1000, 1000, 1000])
    expect(fallen[7]).toBeCloseTo(3600 / 8, 6)
    expect(fallen[58]).toBeCloseTo(3600 / 59, 6)
    expect(fallen[59]).toBe(0)
  })

  it('counts each pulse once into its total, and goes on there after a restart', async () => {
    const { line, device, read, memory, run, settle } = await running({ rate: '800imp/kWh' })
    for (let i = 0; i < 4; i++) line.pulse(secondUs)
    await read()
    expect(memory.totals.get('energy')).toBe(0.005)
    device.stop()
    await settle()
    const again = run()
    await settle()
    expect(again.values['power']).toBeNull()
    line.pulse(secondUs)
    await read()
    expect(again.values['power']).toBeNull()
    expect(memory.totals.get('energy')).toBeCloseTo(0.00625, 12)
  })

  it('knows its total before the first pulse', async () => {
    expect((await running()).memory.totals.get('energy')).toBe(0)
  })

  it('knows no power after a loss until two more pulses, tells it, and makes none up', async () => {
    const { line, device, read, memory } = await running()
    line.pulse(secondUs).pulse(secondUs)
    await read()
    line.lose(7).after(secondUs, 1)
    await read()
    expect(device.values).toMatchObject({ power: null, lost_edges: 7 })
    expect(memory.totals.get('energy')).toBe(0.002)
    expect(device.problem).toBe("edges on GPIO 17 were lost: pulses are missing in the total, compare it with the meter's own reading")
    line.pulse(secondUs)
    await read()
    expect(device.values['power']).toBeNull()
    line.pulse(2 * secondUs - 130_000)
    await read()
    expect(device.values['power']).toBeCloseTo(1800, 6)
    await read(600 * secondUs)
    expect(device.problem).toBeNull()
  })

  it('takes an edge to the level that the line has as a loss, too', async () => {
    const { line, device, read } = await running()
    line.pulse(secondUs).pulse(secondUs).after(500_000, 1)
    await read()
    expect(device.values).toMatchObject({ power: null, lost_edges: 1 })
    expect(device.problem).not.toBeNull()
  })

  it('counts pulses of high level where the line is pulled down, or where the settings say so', async () => {
    for (const settings of [{ bias: 'down' }, { active: 'high' }]) {
      const { line, read, memory, pin, settle, run } = onHigh(settings)
      run()
      await settle()
      line.after(secondUs, 1).after(30_000, 0).after(secondUs, 1).after(30_000, 0)
      await read()
      expect(pin(17).opened?.bias).toBe(settings.bias ?? 'up')
      expect(memory.totals.get('energy')).toBe(0.002)
    }
  })

  it('tells the pulses that it rejects', async () => {
    const { line, device, read, memory } = await running({ max_power: '25kW' })
    line.pulse(secondUs, 4_999).pulse(secondUs, 5_000).pulse(4_999, 30_000).pulse(90_000, 30_000)
    await read()
    expect(device.values['rejected_pulses']).toBe(3)
    expect(memory.totals.get('energy')).toBe(0.001)
  })

  it('stops at once, whatever its input does', async () => {
    const { device, settle, clock } = await running()
    device.stop()
    await settle()
    expect(device.outcome?.error).toMatchObject({ name: 'AbortError' })
    expect(clock.sleeping).toBe(0)
  })

  it('fails with its pin', async () => {
    const { line, device, settle } = await running()
    const gone = new DeviceError('GPIO 17 has gone')
    line.fail(gone)
    await settle()
    expect(device.outcome?.error).toBe(gone)
  })

  it('is not told more often than ten times a second, and once a second in silence', async () => {
    const { line, device, read } = await running({ width: '100us', gap: '100us', max_power: '5000kW' })
    const before = device.reports.length
    for (let i = 0; i < 200; i++) {
      for (let n = 0; n < 10; n++) line.pulse(500, 500)
      await read(0)
    }
    expect(device.reports.length - before).toBe(20)
    expect(device.values['power']).toBeCloseTo(3_600_000, 3)
    for (let i = 0; i < 100; i++) await read()
    expect(device.reports.length - before).toBe(30)
  })
})

function onHigh(settings: Record<string, unknown>) {
  const world = onPins(settings)
  const line = world.pin(17)
  line.level = 0
  const read = async () => {
    line.read(100_000)
    await world.settle()
  }
  return { ...world, line, read }
}

describe('an electricity meter with an output for each way', () => {
  const two = { export: { pin: 27 } }

  it('counts them apart, and shows what is fed in as negative power', async () => {
    const { line, read, pin, settle, device, memory } = await running(two)
    await read(secondUs)
    const exported = pin(27)
    exported.pulse(2 * secondUs).pulse(3.57 * secondUs)
    exported.read(100_000)
    await settle()
    expect(device.values['power']).toBeCloseTo(-1000, 6)
    expect([memory.totals.get('energy_import'), memory.totals.get('energy_export')]).toEqual([0, 0.002])
    line.nowUs = exported.nowUs
    line
      .pulse(secondUs)
      .pulse(1.77 * secondUs)
      .pulse(1.77 * secondUs)
    await read()
    exported.nowUs = line.nowUs
    exported.read(2 * secondUs)
    line.read(2 * secondUs)
    await settle()
    expect(memory.totals.get('energy_import')).toBe(0.003)
    // Still within three of its intervals.
    expect(device.values['power']).toBeLessThan(2000 - 300)
    for (let s = 0; s < 4; s++) {
      line.pulse(1.77 * secondUs)
      await read(0)
    }
    expect(device.values['power']).toBeCloseTo(2000, 6)
  })

  it('may have another rate on the way out', async () => {
    const { pin, settle, memory, read } = await running({ export: { pin: 27, rate: '10Wh/imp' } })
    await read()
    pin(27).pulse(secondUs).read()
    await settle()
    expect(memory.totals.get('energy_export')).toBe(0.01)
  })

  it('ends when one of its pins has gone', async () => {
    const { pin, settle, device } = await running(two)
    pin(27).fail(new DeviceError('GPIO 27 has gone'))
    await settle()
    expect(device.outcome?.error).toBeInstanceOf(DeviceError)
  })
})

describe('other meters with pulses', () => {
  it.each([
    ['water', '1l/imp', { water_flow: 10 }, 'water', 0.002],
    ['water', '500imp/m³', { water_flow: 20 }, 'water', 0.004],
    ['gas', '0.01m³/imp', { gas_flow: 6 }, 'gas', 0.02],
  ])('count %s at %s', async (measures, rate, values, total, amount) => {
    const { line, device, read, memory } = await running({ measures, rate, bias: 'up' })
    line.pulse(secondUs).pulse(5.97 * secondUs)
    await read()
    expect(device.values).toMatchObject(values)
    expect(memory.totals.get(total)).toBeCloseTo(amount, 12)
  })

  it('may rest with a closed contact', async () => {
    const { line, device, read } = await running({ measures: 'water', rate: '1l/imp' })
    line.after(secondUs, 0)
    await read(48 * 3600 * secondUs)
    expect(device.problem).toBeNull()
  })
})

describe('an input of which something is wrong', () => {
  const stuck =
    'the input on GPIO 17 stays active: its sensor is lit or stuck all the time, or "active" in the settings is the wrong way round'

  it('is told when it stays active, and is well again with the next rest', async () => {
    const { line, device, read } = await running({ stuck_after: '10min' })
    line.after(secondUs, 0)
    await read(599 * secondUs)
    expect(device.problem).toBeNull()
    await read(secondUs)
    expect(device.problem).toBe(stuck)
    line.after(secondUs, 1)
    await read()
    expect(device.problem).toBeNull()
  })

  it('is told also where it was active from the start', async () => {
    const world = onPins()
    world.pin(17).level = 0
    const device = world.run()
    for (const s of [1, 3599, 1]) {
      world.pin(17).read(s * secondUs)
      await world.settle()
    }
    expect(device.problem).toBe(stuck)
    expect(world.memory.totals.get('energy')).toBe(0)
  })

  it('is told when it bounces at 10 kHz for a second, which counts nothing', async () => {
    const { line, device, read, memory } = await running()
    await read()
    for (let i = 0; i < 10_000; i++) line.pulse(50, 50)
    await read(0)
    expect(device.problem).toBe(
      'GPIO 17 hears noise, many short signals that are not counted: check the wiring and the sensor, and shield or shorten the line',
    )
    expect(device.values['rejected_pulses']).toBeGreaterThan(9_900)
    expect(memory.totals.get('energy')).toBe(0)
    line.pulse(secondUs)
    await read()
    expect(memory.totals.get('energy')).toBe(0.001)
    await read(600 * secondUs)
    expect(device.problem).toBeNull()
  })

  it('is not told of what came together because nobody read for a while, and is no storm', async () => {
    const { line, device, read } = await running()
    await read()
    for (let i = 0; i < 150; i++) line.pulse(99_000, 1_000)
    await read(0)
    expect(device.values['rejected_pulses']).toBe(149)
    expect(device.problem).toBeNull()
  })

  it('is told when its pulses come sooner than the settings allow', async () => {
    const { line, device, read, memory } = await running({ max_power: '2kW' })
    await read()
    for (let i = 0; i < 70; i++) {
      line.pulse(0.97 * secondUs)
      await read(0)
    }
    expect(device.problem).toBe(
      'pulses on GPIO 17 come sooner than the highest power or flow in the settings allows and are not counted: raise it, or where the contact bounces set a longer gap',
    )
    expect(memory.totals.get('energy')).toBeCloseTo(0.035, 9)
  })
})
