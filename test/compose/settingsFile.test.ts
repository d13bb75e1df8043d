import { chmod, lstat, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOrBeginSettingsFile, readSettingsFile, replaceSettingsFile } from '../../src/compose/settingsFile.ts'
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

  it('is replaced as a whole, through a link, and stays as private as it was', async () => {
    const [there, here] = [await folder(), await folder()]
    const [file, link] = [join(there, 'real.yaml'), join(here, 'energy-monitor.yaml')]
    await writeFile(file, 'devices: {}\n')
    await chmod(file, 0o640)
    await symlink(file, link)
    await replaceSettingsFile(link, 'node: attic\ndevices: {}\n')
    expect(await readFile(file, 'utf8')).toBe('node: attic\ndevices: {}\n')
    expect((await stat(file)).mode & 0o777).toBe(0o640)
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(await readdir(there)).toEqual(['real.yaml'])
  })

  it('is told in a sentence where it cannot be replaced', async () => {
    const missing = join(await folder(), 'none.yaml')
    await expect(replaceSettingsFile(missing, 'x')).rejects.toThrow(`the settings ${missing} cannot be written`)
  })
})
