import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { z } from 'zod'
import { partsOf } from './support/parts.ts'
import { runCommand, runWithInput } from './support/runCommand.ts'
import { waitFor } from './support/waitFor.ts'

/** A simulated board; nobody listens at its broker. */
const settings = `# my house
mqtt: { url: mqtt://127.0.0.1:9 }
devices:
  board:
    driver: mcp3208 # in the cellar
    spi: /dev/spidev0.0
    simulate: house
    voltages:
      mains: { channel: 0, calibration: 268.97 } # the transformer beside the fuses
    currents:
      house: { channel: 1, voltage: mains, transformer: 100A/50mA, burden: 22ohm, range: 50A } # the thick wire
`

const answer = z.object({
  reading: z.object({ voltageV: z.number(), currentA: z.number().optional() }),
  gain: z.number().nullable(),
  changes: z.array(z.object({ key: z.string(), to: z.unknown() })),
  written: z.boolean(),
})

async function fileOf({ onTestFinished }: TestContext): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'calibrate-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'energy-monitor.yaml')
  await writeFile(file, settings)
  return ['--settings', file, '--state', join(folder, 'state')]
}

async function told(args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runCommand(['calibrate', ...args, '--json'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return answer.parse(JSON.parse(stdout))
}

describe('a calibration', () => {
  it.concurrent('of a board that no program runs reads it by itself, and writes what it is told', async (test) => {
    const place = await fileOf(test)
    const first = await told(['board', 'mains', '--point', '230.0V', ...place])
    expect(first.reading.voltageV).toBeGreaterThan(200)
    expect(first.written).toBe(false)
    const text = await readFile(place[1] ?? '', 'utf8')
    expect(text).toBe(settings)

    const shownV = (1.05 * first.reading.voltageV).toFixed(1)
    const second = await told(['board', 'mains', '--point', `${shownV}V`, '--write', ...place])
    expect(second.written).toBe(true)
    expect(second.gain).toBeGreaterThan(1.03)
    expect(second.gain).toBeLessThan(1.07)
    const calibration = Number(second.changes[0]?.to)
    expect(calibration).toBeCloseTo(268.97 * (second.gain ?? 0), 1)
    expect(await readFile(place[1] ?? '', 'utf8')).toBe(settings.replace('268.97', String(calibration)))
  })

  it.concurrent('asks the program that runs, which takes over by itself what is written', async (test) => {
    const program = await partsOf(test).program({ settings })
    const place = ['--settings', program.settingsFile, '--state', program.stateFolder]
    const { reading } = await told(['board', 'house', '--point', '5A', ...place])
    expect(reading.currentA).toBeGreaterThan(0.1)
    const input = `${(1.2 * (reading.currentA ?? 0)).toFixed(3)}A\nshow\ndone\ny\n`
    const { exitCode, stdout, stderr } = await runWithInput(['calibrate', 'board', 'house', ...place], input)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('calibrating the current house of board (gain 1, phase 0 degrees)')
    expect(stdout).toMatch(/gain: 1 -> [01]\.\d+/)
    expect(stdout).toMatch(/energy-monitor\.yaml:11: house: \{.* gain: [01]\.\d+ \} # the thick wire/)
    expect(stdout).toContain('the running program has taken it over')
    // Before each of the two readings, and after the writing.
    const takenOver = () => program.output().match(/settings taken over: 1 device/g)?.length
    await waitFor(() => takenOver() === 3, 'the program to take it over')
    const text = await readFile(program.settingsFile, 'utf8')
    expect(text).toMatch(/range: 50A, gain: [01]\.\d+ \} # the thick wire\n$/)
    for (const comment of ['# my house', '# in the cellar', '# the transformer beside the fuses']) expect(text).toContain(comment)
  })

  it.concurrent('that is not brought to its end writes nothing', async (test) => {
    const place = await fileOf(test)
    const { exitCode, stdout } = await runWithInput(['calibrate', 'board', 'mains', ...place], '240.0V\ndone\n')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/nothing is written\n$/)
    expect(await readFile(place[1] ?? '', 'utf8')).toBe(settings)
  })

  it.concurrent('to which nothing can be fitted says so, writes nothing and fails', async (test) => {
    const place = await fileOf(test)
    const point = ['board', 'house', '--point', '9000A', '--write', ...place]
    const { exitCode, stdout } = await runCommand(['calibrate', ...point])
    expect(exitCode).toBe(1)
    expect(stdout).toContain('! next to nothing is read while the reference shows a load')
    expect(stdout).toMatch(/\nnothing can be fitted to what is read, nothing is written: is the load on, .*\n$/)
    expect(await readFile(place[1] ?? '', 'utf8')).toBe(settings)
    expect((await runCommand(['calibrate', ...point, '--json'])).exitCode).toBe(1)
  })

  it.concurrent('of what is not there is refused in a sentence', async (test) => {
    const place = await fileOf(test)
    const { exitCode, stderr } = await runCommand(['calibrate', 'board', 'main', ...place])
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: 'there is no channel of board called main, did you mean mains?\n' })
  })
})
