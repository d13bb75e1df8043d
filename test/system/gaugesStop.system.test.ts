import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { dials, startDials, stepsAt, type Dials } from './support/dials.ts'
import { partsOf } from './support/parts.ts'
import { waitFor } from './support/waitFor.ts'

/** A needle turns by 300 degrees in 0.7 s at its usual speed. */
const fullTurnMs = 600
/** What a test waits for on a busy machine before it calls the promise of 6 s broken. */
const watchdogMs = 9_000
const parked = { 'step 17, dir 4': 0, 'step 25, dir 27': 0 }
const whereUnknown = dials({ homing: { at_start: 'unknown' } })

async function stop({ program }: Dials, what: string) {
  const ended = await program.stop()
  process.stdout.write(`gauges, stop ${what}: ${Math.round(ended.ms)} ms\n`)
  expect(ended.exitCode).toBe(0)
  return ended.ms
}

/** Whether it was known at the next start where the needles stand, by the first value that is told of one. */
async function isKnownAfter(house: Dials, again: () => Promise<void>): Promise<boolean> {
  const states = () => house.seen.payloads('energy-monitor/house/dials_free')
  const before = states().length
  await again()
  const first = await waitFor(() => states()[before], 'the first state', 20_000)
  return !first.includes('"value":null')
}

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('a program with gauges that is to end', () => {
  it.concurrent('parks them, remembers that, and begins without looking for the stops where it may', async (test) => {
    const house = await startDials(partsOf(test), whereUnknown)
    await house.rest()
    await house.showsFree(100)
    expect(await house.remembered()).toBe(null)
    const ms = await stop(house, 'with a needle at its far end')
    expect(ms).toBeGreaterThan(fullTurnMs)
    expect(ms).toBeLessThan(watchdogMs)
    expect(await house.remembered()).toEqual(parked)
    expect(await isKnownAfter(house, () => house.program.start())).toBe(true)
    await house.rest()
    expect(await house.remembered()).toBe(null)
  })

  it.concurrent('finds the stops first where it is looking for them', async (test) => {
    const house = await startDials(partsOf(test), dials({ homing: { speed: '200deg/s' } }))
    await waitFor(async () => (await house.needles()).some(({ atRest, isHomed }) => !atRest && !isHomed), 'the needles to look for them')
    expect(await stop(house, 'at its start')).toBeLessThan(watchdogMs)
    expect(await house.remembered()).toEqual(parked)
  })

  it.concurrent('turns back a needle that is on its way, and does not mind a second SIGTERM', async (test) => {
    const house = await startDials(partsOf(test))
    await house.rest()
    await house.set('free', 'target', 100)
    await house.passes('free', stepsAt(30))
    const stopping = stop(house, 'with a needle on its way')
    await waitFor(() => house.program.output().includes('stopping'), 'the stop to begin')
    expect((await house.program.stop()).exitCode).toBe(0)
    expect(await stopping).toBeLessThan(watchdogMs)
    expect(await house.remembered()).toEqual(parked)
    expect(house.program.output().match(/stopping/g)).toHaveLength(1)
  })

  it.concurrent('leaves a needle that is too slow where it has come to, and remembers that', async (test) => {
    const house = await startDials(partsOf(test), dials({ homing: { at_start: 'unknown' }, speed: '20deg/s' }))
    await house.rest()
    await house.set('free', 'target', 100)
    await house.passes('free', stepsAt(48))
    expect(await stop(house, 'with a needle that is too slow')).toBeLessThan(watchdogMs)
    const left = await house.remembered()
    expect(left).toEqual({ ...parked, 'step 25, dir 27': expect.any(Number) })
    expect(left?.['step 25, dir 27']).toBeGreaterThan(stepsAt(5))
    expect(left?.['step 25, dir 27']).toBeLessThan(stepsAt(45))
    expect(await isKnownAfter(house, () => house.program.start())).toBe(true)
  })

  it.concurrent('has every total of the other devices on disk', async (test) => {
    const parts = partsOf(test)
    const slave = await parts.meters(1)
    await slave.set(1, { energyWh: 3000 })
    const boiler = { driver: 'pzem', port: slave.path, address: 1, publish: '1s', every: '300ms' }
    const house = await startDials(parts, dials(), { boiler })
    await waitFor(() => house.seen.state('boiler')?.['energy'] === 3, 'the total', 20_000)
    await house.rest()
    await house.showsFree(100)
    await slave.set(1, { energyWh: 3007, voltageV: 222 })
    await waitFor(() => house.seen.state('boiler')?.['voltage'] === 222, 'the reading')
    await stop(house, 'with a meter')
    const offline = () => house.seen.last('energy-monitor/house/availability') === 'offline' && !house.seen.isOnline('dials_free')
    await waitFor(offline, 'the goodbye')
    await slave.power(1, false)
    await house.program.start()
    await waitFor(() => house.seen.last('energy-monitor/house/boiler/totals')?.includes('3.007') === true, 'the total of before', 20_000)
  })

  it.concurrent('by a power cut looks for the stops at the next start, and then obeys', async (test) => {
    const house = await startDials(partsOf(test), whereUnknown)
    await house.rest()
    await house.showsFree(10)
    await house.set('free', 'target', 90)
    await house.passes('free', stepsAt(30))
    await house.program.kill()
    expect(await house.remembered()).toBe(null)
    expect(await isKnownAfter(house, () => house.program.start())).toBe(false)
    expect((await house.needles()).every(({ isHomed }) => !isHomed)).toBe(true)
    await house.rest()
    await house.showsFree(20)
  })
})

describe.skipIf(!isAvailable('mosquitto'))('gauges whose settings change', () => {
  it.concurrent('park, look for their stops, and go on with the new scale', async (test) => {
    const house = await startDials(partsOf(test))
    await house.rest()
    await house.showsFree(80)
    await house.program.settings(house.text(dials({}, 200)))
    const known = await isKnownAfter(house, () => house.program.reload())
    expect(house.seen.wentOffline('dials_free')).toBe(true)
    expect(known).toBe(false)
    await house.rest()
    await waitFor(() => house.state('free')['value'] === 80, 'the value of before')
    expect(house.state('free')).toMatchObject({ value: 80, target: 80, range_min: 0, range_max: 200 })
    expect((await house.needles()).find(({ id }) => id === 'free')?.positionSteps).toBe(stepsAt(40))
    expect(house.program.output()).not.toMatch(/ERROR|FATAL/)
  })
})
