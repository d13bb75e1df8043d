import { setTimeout as pause } from 'node:timers/promises'
import { connectAsync } from 'mqtt'
import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { dials, startDials, stepsAt, type Dials } from './support/dials.ts'
import { measured } from './support/measured.ts'
import { median } from './support/median.ts'
import { partsOf } from './support/parts.ts'
import { runCommand } from './support/runCommand.ts'
import { waitFor } from './support/waitFor.ts'

const times = (text: string, part: string) => text.split(part).length - 1

describe.skipIf(!isAvailable('mosquitto'))('gauges at a broker', () => {
  it.concurrent('look for their stops, and then show what is set, unknown until it is', async (test) => {
    const house = await startDials(partsOf(test))
    await waitFor(() => house.seen.isOnline('dials_free'), 'the gauges', 20_000)
    expect(house.state('free')).toMatchObject({ value: null, target: null, range_min: 0, range_max: 100 })
    await house.rest()
    const toldMs: number[] = []
    for (const percent of [100, 0, 62.5, 62.6]) toldMs.push(await house.showsFree(percent))
    process.stdout.write(`gauges: command to state ${toldMs.map(Math.round).join(', ')} ms\n`)
    expect(house.state('free')).toMatchObject({ value: 62.6, target: 62.6, range_min: 0, range_max: 100 })
    expect(median(toldMs)).toBeLessThan(5_000)
  })

  it.concurrent('show the last of a thousand targets, and keep up with all of them', async (test) => {
    const house = await startDials(partsOf(test))
    await house.rest()
    await house.showsFree(50)
    const memoryMb = await house.program.memoryMb()
    const sending = measured(manyTargets(house))
    const answerMs = await measured(house.needles())
    const sentMs = await sending
    const toldMs = await house.showsFree(12.3)
    const moreMb = (await house.program.memoryMb()) - memoryMb
    process.stdout.write(
      `gauges: 1000 commands in ${sentMs} ms, meanwhile an answer after ${answerMs} ms, the last one told after ${Math.round(toldMs)} ms, ${moreMb.toFixed(1)} MB more\n`,
    )
    expect(answerMs).toBeLessThan(5_000)
    expect(toldMs).toBeLessThan(10_000)
    expect(moreMb).toBeLessThan(50)
    // A machine that is busy may hold the program up, of which it warns.
    expect(house.program.output()).not.toMatch(/refused|ERROR|FATAL/)
  })

  it.concurrent('refuse what is no value, a sentence each, and nothing changes', async (test) => {
    const house = await startDials(partsOf(test))
    await house.rest()
    await house.showsFree(40)
    const client = await connectAsync(house.broker.url)
    test.onTestFinished(() => client.endAsync(true))
    const garbage = ['NaN', 'Infinity', 'half', '1e9', '-0.1', '100.1', '', ' ', '0x10', '1,5', '{"value":5}', 'x'.repeat(2_048)]
    const binary = Buffer.from([0, 255, 254, 128, 7, 0])
    for (const payload of [...garbage, binary]) await client.publishAsync('energy-monitor/house/dials_free/target/set', payload)
    await client.publishAsync('energy-monitor/house/dials_free/range_max/set', '-5')
    await client.publishAsync('energy-monitor/house/dials_solar/moved_by/set', 'Somebody')
    await client.publishAsync('energy-monitor/house/dials/home/set', 'please')
    await client.publishAsync('energy-monitor/house/dials_free/value/set', '7')
    const refused = () => times(house.program.output(), ' refused: ')
    await waitFor(() => refused() >= garbage.length + 5, 'the sentences')
    expect(refused()).toBe(garbage.length + 5)
    const said = house.program.output()
    expect(said).toContain('command to dials_free refused: target takes a number from 0 to 100 %, found "NaN"')
    expect(said).toContain('command to dials_free refused: target was sent 2048 bytes, allowed are 1024')
    expect(said).toContain('command to dials_solar refused: moved_by takes one of Source, Manual, found "Somebody"')
    expect(said).not.toMatch(/ERROR|FATAL|\0/)
    await house.showsFree(41)
    expect(house.state('free')).toMatchObject({ value: 41, target: 41, range_min: 0, range_max: 100 })
    expect(house.seen.values('dials_free', 'value')).toEqual([40, 41])
  })

  it.concurrent('follow a place in JSON at the broker, until it is too old', async (test) => {
    const house = await startDials(partsOf(test))
    const client = await connectAsync(house.broker.url)
    test.onTestFinished(() => client.endAsync(true))
    await house.rest()
    const inverter = (power: unknown) => client.publishAsync('inverter/all', JSON.stringify({ pv: { power, voltage: 380 } }))
    const shows = (value: number | null) => waitFor(() => house.state('solar')['value'] === value, `${value} to be shown`, 15_000)
    const reason = () => house.seen.last('energy-monitor/house/dials_solar/problem/attributes') ?? ''
    await inverter(4)
    await shows(4000)
    await inverter('1.5')
    await shows(1500)
    const sentMs = performance.now()
    await inverter(9)
    await shows(8000)
    await waitFor(() => house.seen.last('energy-monitor/house/dials_solar/value/attributes')?.includes('above') === true, 'that it is more')
    await shows(null)
    expect(performance.now() - sentMs).toBeGreaterThan(4_900)
    const tooOld = 'mqtt:inverter/all#pv.power has told nothing for more than 5 s'
    await waitFor(() => reason() === JSON.stringify({ reason: tooOld }), 'the problem', 15_000)
    await inverter(2)
    await shows(2000)
    await waitFor(() => reason() === '{"reason":null}', 'the problem to be over', 15_000)
    expect(times(house.program.output(), tooOld)).toBe(1)
    expect(house.state('solar')).toMatchObject({ value: 2000, target: null, moved_by: 'Source', range_min: 0, range_max: 8000 })
  })

  it.concurrent('move by hand and by their source, with another range, as they are told, and so after a restart', async (test) => {
    const house = await startDials(partsOf(test))
    const client = await connectAsync(house.broker.url)
    test.onTestFinished(() => client.endAsync(true))
    await house.rest()
    await house.set('solar', 'target', 3000)
    await house.set('solar', 'moved_by', 'Manual')
    await waitFor(() => house.state('solar')['value'] === 3000, 'the value by hand')
    await house.set('solar', 'range_max', 10_000)
    await waitFor(() => house.state('solar')['range_max'] === 10_000, 'the range')
    await house.set('solar', 'target', 9000)
    const byHand = { value: 9000, target: 9000, moved_by: 'Manual', range_min: 0, range_max: 10_000 }
    const isByHand = () => Object.entries(byHand).every(([key, value]) => house.state('solar')[key] === value)
    await waitFor(isByHand, 'the new range by hand')
    expect(await documentOf(house)).toMatchObject({ max: 10_000 })
    await house.program.stop()
    const before = house.seen.heard.length
    await house.program.start()
    await waitFor(() => house.seen.heard.slice(before).some(({ topic }) => topic === 'energy-monitor/house/dials_solar'), 'a state', 20_000)
    await waitFor(isByHand, 'the same after the restart', 20_000)
    expect(await documentOf(house)).toMatchObject({ max: 10_000 })
    await client.publishAsync('inverter/all', '{"pv":{"power":2}}')
    await house.set('solar', 'moved_by', 'Source')
    await waitFor(() => house.state('solar')['value'] === 2000, 'its source')
    expect(house.state('solar')).toMatchObject({ ...byHand, value: 2000, moved_by: 'Source' })
  })

  it.concurrent('look for their stops again where the program was held up while they moved', async (test) => {
    const house = await startDials(partsOf(test))
    await house.rest()
    await house.set('free', 'target', 100)
    await house.passes('free', stepsAt(20))
    house.program.pause()
    await pause(1_000)
    house.program.resume()
    await waitFor(() => times(house.program.output(), 'held up while the needles moved') >= 1, 'the sentence')
    await waitFor(async () => (await house.needles()).every(({ isHomed }) => !isHomed), 'the needles to look for their stops')
    await house.rest()
    await house.showsFree(30)
  })

  it.concurrent('are drawn for the printer, by their own names only', async (test) => {
    const program = await partsOf(test).program({ settings: JSON.stringify({ node: 'house', devices: { dials: dials() } }) })
    const drawn = await runCommand(['dial', 'solar', '--settings', program.settingsFile])
    expect(drawn).toMatchObject({ exitCode: 0, stderr: '' })
    expect(drawn.stdout).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
    const missing = await runCommand(['dial', 'soler', '--settings', program.settingsFile])
    expect(missing).toMatchObject({ exitCode: 2, stdout: '', stderr: 'there is no gauge called soler, did you mean solar?\n' })
  })
})

/** A thousand within two seconds. */
async function manyTargets({ set }: Dials): Promise<void> {
  for (let at = 0; at < 1000; at += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, more) => set('free', 'target', ((at + more) * 37.7) % 100)))
    await pause(20)
  }
}

/** The number `target` of `solar` in the discovery document. */
async function documentOf({ seen }: Dials): Promise<unknown> {
  const document: unknown = JSON.parse(seen.last('homeassistant/device/house_dials_solar/config') ?? '')
  return Object(Object(document).cmps).target
}
