import { describe, expect, it } from 'vitest'
import { begin, house, type House } from './support/house.ts'
import { meter, meterRows } from './support/rows.ts'

const state = 'energy-monitor/house/boiler'
const config = 'homeassistant/device/house_boiler/config'
const plan = { platform: 'sensor', name: 'Plan', attributes: true } as const
const limitedTo = (max: number) => meter('boiler', { ...meterRows, threshold: { ...meterRows.threshold, max } })

async function say(program: House, topic: string, payload: string): Promise<void> {
  await program.broker.party('ha').publish(topic, payload, false)
  await program.clock.advance(0)
}

/** A session that has told all it knows of a device. */
async function settled(description = meter()): Promise<House> {
  const program = house()
  program.devices.add(description)
  program.devices.bringOnline('boiler', { threshold: 70 })
  await begin(program)
  await program.clock.advance(3_000)
  program.seen()
  return program
}

describe('attributes', () => {
  const rows = { plan, forecast: plan }

  it('are sent at once, only those of the row that were told', async () => {
    const program = await settled(meter('boiler', rows))
    program.devices.setAttributes('boiler', 'plan', { windows: [1] })
    program.devices.setAttributes('boiler', 'forecast', { hours: [2] })
    program.devices.update('boiler', { plan: 'on' })
    expect(program.topics()).toEqual([`${state}/plan/attributes`, `${state}/forecast/attributes`, state])
    expect(program.sent(`${state}/plan/attributes`)).toEqual(['{"windows":[1]}'])
  })

  it('are sent again when Home Assistant has started and over a new connection, also while the device is offline', async () => {
    const program = await settled(meter('boiler', rows))
    program.devices.setAttributes('boiler', 'plan', { windows: [1] })
    program.devices.takeOffline('boiler')
    program.seen()
    await say(program, 'homeassistant/status', 'online')
    expect(program.sent(`${state}/plan/attributes`)).toEqual(['{"windows":[1]}'])
    program.broker.drop('us')
    await program.clock.advance(0)
    program.seen()
    await begin(program)
    expect(program.sent(`${state}/plan/attributes`)).toEqual(['{"windows":[1]}'])
  })
})

describe('a device that is described anew', () => {
  it('is introduced by its last word, where it describes itself twice in a row', async () => {
    const program = await settled()
    program.devices.add(limitedTo(80))
    program.devices.add(limitedTo(90))
    await program.clock.advance(0)
    expect(program.sent(config)).toEqual([expect.stringContaining('"max":90,')])
  })

  it('shows its values once more when the last of its document is known, where a key comes back on another platform', async () => {
    const program = await settled()
    program.devices.add(meter('boiler', { ...meterRows, status: { platform: 'binary_sensor', name: 'Status' } }))
    await program.clock.advance(3_900)
    expect(JSON.parse(program.sent(config).at(-1) ?? '')).toMatchObject({ cmps: { status: { p: 'binary_sensor', name: 'Status' } } })
    program.seen()
    await program.clock.advance(200)
    expect(program.topics()).toContain(state)
  })

  it('shows a known number that its new limits leave out as unknown, after the document, and refuses it from now on', async () => {
    const program = await settled()
    program.devices.add(limitedTo(60))
    await program.clock.advance(0)
    expect(program.topics().slice(0, 2)).toEqual([config, state])
    expect(JSON.parse(program.sent(state)[0] ?? '')).toMatchObject({ threshold: null })
    await say(program, `${state}/threshold/set`, '61')
    expect(program.lines).toEqual(['warn command to boiler refused: threshold takes a number from 1 to 60 W, found "61"'])
  })
})
