import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, type TestContext } from 'vitest'
import { startChild } from './support/childProcess.ts'
import { runCommand } from './support/runCommand.ts'
import { waitFor } from './support/waitFor.ts'

const main = join(import.meta.dirname, '..', '..', 'dist', 'main.js')

/** A path for a settings file, with this text where there is one. */
async function settingsFile({ onTestFinished }: TestContext, text?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'check-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'energy-monitor.yaml')
  if (text !== undefined) await writeFile(file, text)
  return file
}

const check = async (test: TestContext, text?: string) => {
  const file = await settingsFile(test, text)
  const outcome = await runCommand(['check', '--settings', file])
  return { ...outcome, stdout: outcome.stdout.replaceAll(file, 'FILE'), stderr: outcome.stderr.replaceAll(file, 'FILE') }
}

describe('energy-monitor check', () => {
  it('says that all is right', async (test) => {
    const { exitCode, stdout, stderr } = await check(test, 'devices:\n  boiler: { driver: pzem, port: /dev/ttyUSB0 }\n')
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: 'FILE is right: 1 device\n', stderr: '' })
  })

  it('tells each mistake with its place, in a sentence a line', async (test) => {
    const { exitCode, stdout, stderr } = await check(
      test,
      'devices:\n  boiler:\n    driver: pzem\n    port: /dev/ttyUSB0\n    adress: 3\n  oven: { driver: pzme, port: /dev/ttyUSB0 }\n',
    )
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' })
    expect(stdout).toBe(
      'FILE:5:5: devices.boiler.adress: found an unknown key, did you mean address?\n' +
        'FILE:6:11: devices.oven.driver: found pzme, allowed is gauges, mcp3208, pulse or pzem\n',
    )
  })

  it('tells where the file is no YAML, and where there is none', async (test) => {
    const broken = await check(test, 'node: house\n  devices: {}\n')
    expect(broken).toMatchObject({ exitCode: 2, stdout: expect.stringMatching(/^FILE:\d+:\d+: .*\n$/) })
    const missing = await check(test)
    expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^the settings FILE cannot be read: .*\n$/) })
  })

  it('prints a JSON Schema for editors', async () => {
    const { exitCode, stdout } = await runCommand(['check', '--schema'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.stringContaining('json-schema.org'), properties: { devices: {} } })
  })
})

describe('the first start', () => {
  it('writes a commented settings file that is right, and runs with it', async (test) => {
    const file = await settingsFile(test)
    const program = startChild(process.execPath, [main, '--settings', file])
    test.onTestFinished(() => program.end('SIGKILL', 1_000))
    await waitFor(() => program.output().includes('runs with 0 devices'), 'the program to run')
    expect(program.output()).toContain(`${file} was written: name your devices there`)
    expect(program.output()).toContain('no broker is known')
    expect(await readFile(file, 'utf8')).toMatch(/^# Settings of the Energy Monitor/)
    expect(await runCommand(['check', '--settings', file])).toMatchObject({ exitCode: 0, stdout: `${file} is right: 0 devices\n` })

    await program.end('SIGTERM', 10_000)
    expect(program.exitCode()).toBe(0)
  })
})
