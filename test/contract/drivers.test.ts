import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnyDriver } from '../../src/drivers/driver.ts'
import { deviceKinds } from '../../src/drivers/index.ts'
import { completeRows } from '../../src/entities/completeRows.ts'
import { DeviceError } from '../../src/entities/errors.ts'
import { composition } from '../../src/entities/parts.ts'
import { carriesValue, isTotal, type Command, type Row, type Rows } from '../../src/entities/rows.ts'
import type { TestRun } from '../support/testLine.ts'
import { mistakesOf } from './homeAssistantRules.ts'
import { installed } from './installed.ts'
import { leastSettings } from './samples.ts'
import { spoiledBy, spoiling } from './spoiling.ts'

/** A DeviceError by that name whatever it is in particular; anything else in full. */
const kindOf = (error: unknown): string => {
  if (error instanceof DeviceError) return 'DeviceError'
  if (error instanceof Error) return error.name === 'AbortError' ? error.name : String(error.stack)
  return error === null ? 'none' : typeof error
}

const kindsOf = ({ parts }: AnyDriver) => Object.entries(parts?.rows ?? {}).map(([kind, rows]) => ({ thing: `a part ${kind}`, rows }))

/** Those to try: from the least to the greatest number, every option. What sets a total never comes to the driver. */
function commandsTo(entity: string, row: Row): Command<Rows>[] {
  if (row.platform === 'button') return [{ entity }]
  if (row.platform === 'select') return row.options.map((value) => ({ entity, value }))
  if (row.platform !== 'number' || row.sets !== undefined) return []
  return [row.min, row.max, row.min + row.step].map((value) => ({ entity, value }))
}

/** By then a device that works has shown all it has. */
const minuteMs = 60_000

describe.each(deviceKinds.map((kind) => [kind.driver.kind, kind] as const))('the driver %s', (name, kind) => {
  const { driver } = kind
  const settings = driver.settings.parse(leastSettings[name])
  const whole = composition(driver, 'device', settings)
  const stopMs = driver.stopMs?.(settings) ?? 0
  /** The device itself and its kinds of parts. */
  const things = [{ thing: 'the device', rows: driver.entities }, ...kindsOf(driver)]
  /** What can be set or pressed, of the device itself and of its parts, with the rows as they are described now. */
  const settable = (device: TestRun) =>
    [device, ...whole.parts.map(({ part }) => device.part(part.id))].flatMap((heard) =>
      Object.entries(heard.rows).flatMap(([key, row]) => (commandsTo(key, row).length > 0 ? [{ heard, key, row }] : [])),
    )

  describe('by its settings', () => {
    it('is content with the least, has defaults for the rest, and refuses keys that it does not know', () => {
      const least = leastSettings[name]
      expect(least, 'test/contract/samples.ts has a line for it').toBeDefined()
      expect(driver.settings.safeParse(least).success).toBe(true)
      expect(driver.settings.safeParse({ ...least, nonsense: 1 }).success).toBe(false)
    })

    it('goes on after its signal for 6 s at most', () => {
      expect(stopMs).toBeGreaterThanOrEqual(0)
      expect(stopMs).toBeLessThanOrEqual(6_000)
    })

    it('names its make', () => {
      const make = driver.make(driver.settings.parse(leastSettings[name]))
      expect([make.manufacturer, make.model].every((text) => text.trim().length > 0)).toBe(true)
    })
  })

  describe.each(things)('by the rows of $thing', ({ rows: own }) => {
    const rows = completeRows(own)

    it('obeys the rules of Home Assistant', () => {
      expect(Object.entries(rows).flatMap(([key, row]) => mistakesOf(key, row))).toEqual([])
    })

    it('gives no two entities of a platform the same name', () => {
      const names = Object.values(rows).map((row) => `${row.platform} ${row.name ?? row.deviceClass}`.toLowerCase())
      expect(names.filter((one, at) => names.indexOf(one) !== at)).toEqual([])
    })

    it('repeats neither itself nor its make in a name', () => {
      const make = driver.make(driver.settings.parse(leastSettings[name]))
      const words = [name, make.manufacturer, make.model].map((word) => word.toLowerCase())
      const isNamed = (text: string, word: string) => ` ${text} `.toLowerCase().includes(` ${word} `)
      const repeating = Object.values(rows).filter((row) => words.some((word) => isNamed(row.name ?? '', word)))
      expect(repeating).toEqual([])
    })
  })

  describe('on its simulated chip', () => {
    it('comes online and knows all its values, once the user has set the numbers that only the user knows', async () => {
      const { run, clock, memory } = installed(kind)
      const device = run()
      await clock.advance(minuteMs)
      for (const { heard, key, row } of settable(device))
        if (row.platform === 'number' && heard.values[key] === null) heard.ask({ entity: key, value: row.min })
      await clock.advance(minuteMs)
      expect(device.outcome).toBeUndefined()
      const heard = [
        { prefix: '', rows: whole.rows, values: device.values },
        ...whole.parts.map(({ part, rows }) => ({ prefix: `${part.id}.`, rows, values: device.part(part.id).values })),
      ]
      for (const { prefix, rows, values } of heard) {
        const entries = Object.entries(rows)
        const measured = entries.filter(([, row]) => carriesValue(row) && !isTotal(row)).map(([key]) => key)
        expect(measured.filter((key) => (values[key] ?? null) === null)).toEqual([])
        expect(entries.filter(([key, row]) => isTotal(row) && !memory.totals.has(prefix + key))).toEqual([])
      }
    })

    const ends = stopMs === 0 ? 'at once' : `within ${stopMs} ms`
    it.each([0, 15, 3000, 5500, 20_000])(`ends ${ends} on the signal, %d ms after its start, and leaves nothing asleep`, async (ms) => {
      const { run, clock } = installed(kind)
      const device = run()
      await clock.advance(ms)
      expect(device.outcome).toBeUndefined()
      device.stop()
      await clock.advance(stopMs)
      expect(device.outcome).toBeDefined()
      expect(clock.sleeping).toBe(0)
    })

    it('starts again where it stood: no total falls', async () => {
      const { run, clock, memory } = installed(kind)
      const first = run()
      await clock.advance(minuteMs)
      const before = new Map(memory.totals)
      first.stop()
      await clock.advance(minuteMs)
      run()
      await clock.advance(minuteMs)
      for (const [key, total] of before) expect(memory.totals.get(key)).toBeGreaterThanOrEqual(total)
    })

    it('obeys its numbers, from the least to the greatest value, and its selects, and shows what was set', async () => {
      const { run, clock } = installed(kind)
      const device = run()
      await clock.advance(minuteMs)
      for (const { heard, key, row } of settable(device)) {
        for (const command of row.platform === 'button' ? [] : commandsTo(key, row)) {
          heard.ask(command)
          await clock.advance(5000)
          expect(heard.values[key]).toBe(command.value)
        }
      }
      expect(device.outcome).toBeUndefined()
    })

    it('obeys its buttons and lives on', async () => {
      const { run, clock, memory } = installed(kind)
      const device = run()
      await clock.advance(minuteMs)
      const before = new Map(memory.totals)
      for (const { heard, key, row } of settable(device)) if (row.platform === 'button') heard.ask({ entity: key })
      await clock.advance(minuteMs)
      expect(device.outcome).toBeUndefined()
      expect(device.log.filter((line) => line.startsWith('warn'))).toEqual([])
      for (const [key, total] of before) expect(memory.totals.get(key)).toBeGreaterThanOrEqual(total)
    })

    it('answers misbehaving input with nothing but a DeviceError', async () => {
      const sampled = driver.needs.includes('spi')
      await fc.assert(
        fc.asyncProperty(spoiling, fc.nat(), async (spoils, command) => {
          const { run, clock } = installed(kind, spoiledBy(spoils))
          const device = run()
          const commands = settable(device).flatMap(({ heard, key, row }) => commandsTo(key, row).map((each) => () => heard.ask(each)))
          commands[command % commands.length]?.()
          // Samples are many: what they can spoil shows soon.
          await clock.advance(sampled ? 1_500 : 20_000)
          device.stop()
          await clock.advance(stopMs)
          expect(device.outcome).toBeDefined()
          expect(['DeviceError', 'AbortError', 'none']).toContain(kindOf(device.outcome?.error))
        }),
        { numRuns: 60 },
      )
    })
  })
})
