import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOrBeginSettingsFile, readSettingsFile } from '../../src/compose/settingsFile.ts'
import { ConfigError } from '../../src/entities/errors.ts'

const folder = () => mkdtemp(join(tmpdir(), 'settings-'))

describe('the settings file', () => {
  it('is written at the first start, in a folder that is made for it, and is valid as it is', async () => {
    const file = join(await folder(), 'new', 'energy-monitor.yaml')
    expect(await readOrBeginSettingsFile(file)).toMatchObject({ begun: true, mistakes: [], settings: { node: 'house', devices: [] } })
    expect(await readOrBeginSettingsFile(file)).toMatchObject({ begun: false, mistakes: [] })
  })

  it('is never written over', async () => {
    const file = join(await folder(), 'energy-monitor.yaml')
    await writeFile(file, 'node: cellar\ndevices: {}\n')
    expect(await readOrBeginSettingsFile(file)).toMatchObject({ begun: false, settings: { node: 'cellar' } })
    expect(await readFile(file, 'utf8')).toBe('node: cellar\ndevices: {}\n')
  })

  it('knows the drivers and the circuits of the simulated house', async () => {
    const file = join(await folder(), 'energy-monitor.yaml')
    await writeFile(file, 'devices: { a: { driver: pzem, port: /dev/ttyUSB0, simulate: solar } }\n')
    expect(await readSettingsFile(file)).toMatchObject({ mistakes: [], settings: { devices: [{ id: 'a', simulate: 'solar' }] } })
  })

  it('is told in a sentence where it cannot be read or made', async () => {
    const missing = join(await folder(), 'none.yaml')
    await expect(readSettingsFile(missing)).rejects.toThrow(ConfigError)
    await expect(readSettingsFile(missing)).rejects.toThrow(`the settings ${missing} cannot be read`)
    await expect(readOrBeginSettingsFile(join('/dev/null', 'energy-monitor.yaml'))).rejects.toThrow('cannot be written')
  })
})
