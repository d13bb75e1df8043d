import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { editSettings } from '../../src/settings/edit.ts'
import { deviceKinds } from '../../src/drivers/index.ts'
import { loadSettings } from '../../src/settings/load.ts'
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

const env = { MQTT_PASSWORD: 'x' }

/** With all drivers that the program has. */
const load = (settings: string, environment: Readonly<Record<string, string>> = {}) =>
  loadSettings({
    text: settings,
    file: 'energy-monitor.yaml',
    env: environment,
    drivers: deviceKinds.map(({ driver }) => driver),
    circuits: circuitNames,
  })

describe('the default settings', () => {
  test('are valid as they are', () => {
    expect(load(text)).toEqual({
      settings: { node: 'house', mqtt: null, homeAssistant: null, gpio: { backend: 'auto', chip: null }, devices: [] },
      mistakes: [],
    })
  })

  test('have two examples of a broker, two of a meter and one of a board', () => {
    expect(examples.map(({ start }) => lines[start])).toEqual(['#mqtt:', '#mqtt:', '#  boiler:', '#  heat_pump:', '#  board:'])
  })

  test.each(examples)('have a valid example in line $start', (example) => {
    const loaded = load(using([example], /^#/), env)
    expect(loaded.mistakes).toEqual([])
    expect(loaded.settings?.mqtt === null).toBe(loaded.settings?.devices.length === 1)
  })

  test('stay valid where an editor takes the space after the # away too', () => {
    for (const example of examples) expect(load(using([example], /^# ?/), env).mistakes).toEqual([])
  })

  test('show in the long example of a meter what counts without it', () => {
    const [short, long] = load(using(examples.slice(2, 4), /^#/), env).settings?.devices ?? []
    expect(long).toMatchObject({ id: 'heat_pump', name: 'Heat pump', publishMs: short?.publishMs, simulate: short?.simulate })
    expect(Object(long?.own)).toEqual({ ...Object(short?.own), port: 'tcp://192.168.1.20:4001' })
  })

  test('can be edited without losing a line', () => {
    const edited = editSettings(text, ['devices', 'boiler'], { driver: 'pzem', port: '/dev/ttyUSB0' })
    expect(load(edited).settings?.devices).toHaveLength(1)
    for (const line of lines.filter((each) => each.startsWith('#'))) expect(edited).toContain(line)
  })
})
