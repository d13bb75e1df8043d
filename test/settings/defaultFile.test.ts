import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { editSettings } from '../../src/settings/edit.ts'
import { deviceKinds } from '../../src/drivers/index.ts'
import { commonKeys } from '../../src/settings/deviceSchema.ts'
import { isRecord } from '../../src/settings/isRecord.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { inputSchema } from '../../src/settings/messages.ts'
import type { DeviceSettings } from '../../src/settings/settings.ts'
import { circuitNames } from '../../src/simulation/house.ts'

const text = readFileSync(new URL('../../addon/energy-monitor.yaml', import.meta.url), 'utf8')
const lines = text.split('\n')

/** Runs of commented-out lines: their # stands without a space, as prose's does not, or before an indented key. */
const isExample = (line: string | undefined) => line !== undefined && /^#(?: {2,}\S|\S+:)/.test(line)
const starts = lines.flatMap((line, index) => (isExample(line) && !isExample(lines[index - 1]) ? [index] : []))
const examples = starts.map((start) => {
  const length = lines.slice(start).findIndex((line) => !isExample(line))
  return { start, end: length === -1 ? lines.length : start + length }
})

/** The file after the user took the # away from these examples, and the {} where a device needs its place. */
function using(chosen: readonly (typeof examples)[number][], mark: RegExp) {
  const used = lines
    .map((line, index) => (chosen.some(({ start, end }) => index >= start && index < end) ? line.replace(mark, '') : line))
    .join('\n')
  return /^ +\w+:/m.test(used.slice(used.indexOf('devices: {}'))) ? used.replace('devices: {}', 'devices:') : used
}

const env = { MQTT_PASSWORD: 'x', HA_TOKEN: 'x' }

const topLevel = ['#mqtt:', '#mqtt:', '#homeassistant:', '#gpio:']
const ofDevices = ['#  boiler:', '#  heat_pump:', '#  board:', '#  cellar:', '#  meter:', '#  utility_meter:', '#  hall:', '#  dials:']
const deviceExamples = examples.slice(topLevel.length)

/** With all drivers that the program has. */
const load = (settings: string, environment: Readonly<Record<string, string>> = {}) =>
  loadSettings({
    text: settings,
    file: 'energy-monitor.yaml',
    env: environment,
    drivers: deviceKinds.map(({ driver }) => driver),
    circuits: circuitNames,
  })

/** The devices of the examples that begin so. */
const devicesOf = (...beginnings: readonly string[]) =>
  load(
    using(
      examples.filter(({ start }) => beginnings.includes(lines[start] ?? '')),
      /^#/,
    ),
    env,
  ).settings?.devices ?? []

const commonOf = (device: DeviceSettings | undefined) => ({ publishMs: device?.publishMs, simulate: device?.simulate })

/** The names of all properties in a JSON Schema, at whatever depth. */
function keysIn(schema: unknown): string[] {
  if (!isRecord(schema)) return Array.isArray(schema) ? schema.flatMap(keysIn) : []
  const own = isRecord(schema['properties']) ? Object.keys(schema['properties']) : []
  return [...own, ...Object.values(schema).flatMap(keysIn)]
}

describe('the default settings', () => {
  test('are valid as they are', () => {
    expect(load(text)).toEqual({
      settings: { node: 'house', mqtt: null, homeAssistant: null, gpio: { backend: 'auto', chip: null }, devices: [] },
      mistakes: [],
    })
  })

  test('have a short and a long example of a broker and of each kind of device', () => {
    expect(examples.map(({ start }) => lines[start])).toEqual([...topLevel, ...ofDevices])
  })

  test.each(examples)('have a valid example in line $start', (example) => {
    const loaded = load(using([example], /^#/), env)
    expect(loaded.mistakes).toEqual([])
    expect(loaded.settings?.devices).toHaveLength(deviceExamples.includes(example) ? 1 : 0)
  })

  test('have examples at the top that say how broker, Home Assistant and pins are reached', () => {
    const settings = (index: number) => load(using(examples.slice(index, index + 1), /^#/), env).settings
    expect([settings(0)?.mqtt?.url, settings(1)?.mqtt?.url]).toEqual(['mqtt://homeassistant.local:1883', 'mqtts://broker.lan:8883'])
    expect(settings(2)?.homeAssistant).toEqual({ url: 'http://192.168.1.5:8123', token: 'x' })
    expect(settings(3)?.gpio).toEqual({ backend: 'character-device', chip: 'pinctrl-rp1' })
  })

  test('have examples of devices that go together', () => {
    const { settings, mistakes } = load(using(deviceExamples, /^#/), env)
    expect(mistakes).toEqual([])
    expect(settings?.devices).toHaveLength(ofDevices.length)
  })

  test('stay valid where an editor takes the space after the # away too', () => {
    for (const example of examples) expect(load(using([example], /^# ?/), env).mistakes).toEqual([])
  })

  test('show in the long example of a meter what counts without it', () => {
    const [short, long] = devicesOf('#  boiler:', '#  heat_pump:')
    expect(long).toMatchObject({ id: 'heat_pump', name: 'Heat pump', ...commonOf(short) })
    expect(Object(long?.own)).toEqual({ ...Object(short?.own), port: 'tcp://192.168.1.20:4001' })
  })

  test('show in the long example of a board what counts without it', () => {
    const [short, long] = devicesOf('#  board:', '#  cellar:')
    expect(long).toMatchObject({ id: 'cellar', name: 'Cellar', ...commonOf(short) })
    const { voltages, currents, derived: _, ...chip } = Object(short?.own)
    expect(long?.own).toMatchObject({
      ...chip,
      spi: '/dev/spidev0.1',
      voltages: [{ ...voltages[0], id: 'phase_1', name: 'Phase 1' }, {}, { source: { fromUnit: 'V', maxAgeMs: 60_000 } }],
      currents: [{ ...currents[0], id: 'cooker', voltage: 'phase_1', name: 'Cooker', noiseFloorA: 0.011, rangeA: 50 }, {}, {}],
    })
  })

  test('show in the long example of a pulse meter what counts without it', () => {
    const [short, long] = devicesOf('#  meter:', '#  utility_meter:')
    expect(long).toMatchObject({ id: 'utility_meter', name: 'Utility meter', ...commonOf(short) })
    const [input] = Object(short?.own).inputs
    const inputs = [
      { ...input, pin: 20, way: 'import' },
      { ...input, pin: 21, way: 'export' },
    ]
    expect(long?.own).toEqual({ ...Object(short?.own), inputs })
  })

  test('show in the long example of gauges what counts without it', () => {
    const [short, long] = devicesOf('#  hall:', '#  dials:')
    expect(long).toMatchObject({ id: 'dials', name: 'Dials', ...commonOf(short) })
    const [board, whole] = [Object(short?.own), Object(long?.own)]
    const homing = { ...board.homing, dailyMinute: 210 }
    expect(whole).toMatchObject({ ...board, gauges: [{}, {}], resetPin: 26, statusLed: { pin: 5 }, homing, releaseMs: 600_000 })
    const [needle] = board.gauges
    expect(whole.gauges[0]).toEqual({
      ...needle,
      id: 'solar',
      name: 'Solar dial',
      stepPin: 17,
      dirPin: 4,
      rest: 0,
      follow: { source: { from: 'inverter.power', fromUnit: 'W', unit: 'W', maxAgeMs: 60_000 }, factor: 1, offset: 0 },
      dial: { ...needle.dial, title: 'Solar', labelEvery: 1000, ticksBetween: 4, colours: [{ from: 6000, to: 8000, colour: 'green' }] },
    })
  })

  test.each(deviceKinds.map(({ driver }) => driver))('name every key of $kind in its long example', ({ kind, settings }) => {
    const shown = deviceExamples.map(({ start, end }) => lines.slice(start, end)).findLast((each) => each[1] === `#    driver: ${kind}`)
    const keys = new Set([...commonKeys, ...keysIn(inputSchema(settings))])
    expect([...keys].filter((key) => !shown?.some((line) => new RegExp(`\\b${key}:`).test(line)))).toEqual([])
  })

  test('can be edited without losing a line', () => {
    const edited = editSettings(text, ['devices', 'boiler'], { driver: 'pzem', port: '/dev/ttyUSB0' })
    expect(load(edited).settings?.devices).toHaveLength(1)
    for (const line of lines.filter((each) => each.startsWith('#'))) expect(edited).toContain(line)
  })
})
