import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import { linuxByteLines } from '../../../src/hardware/linux/byteLines.ts'
import { openSerialLine } from '../../../src/hardware/linux/serialLine.ts'
import type { SerialMode } from '../../../src/hardware/ports.ts'

const mode: SerialMode = { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' }
const noBuild = () => Promise.reject(new Error('no native build was found\n  for this machine'))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ports-'))
  await writeFile(join(folder, 'ttyUSB0'), '')
  await symlink('ttyUSB0', join(folder, 'by-id'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a serial port', () => {
  test('is the same bus under all its names', async () => {
    expect(await linuxByteLines.identify(join(folder, 'by-id'))).toBe(await linuxByteLines.identify(join(folder, 'ttyUSB0')))
  })

  test('that is not there is told with the ports that are', async () => {
    const missing = linuxByteLines.identify('/dev/ttyUSB99')
    await expect(missing).rejects.toThrow(DeviceError)
    await expect(missing).rejects.toThrow(/^there is no port \/dev\/ttyUSB99: is the adapter plugged in\? .*\/dev\/serial\/by-id/)
  })

  test('that is a file is told', async () => {
    await expect(linuxByteLines.open(join(folder, 'ttyUSB0'), mode)).rejects.toThrow('is no serial port')
  })

  test('is told to be out of reach where the native module does not load', async () => {
    const opening = openSerialLine('/dev/null', mode, noBuild)
    await expect(opening).rejects.toThrow(DeviceError)
    await expect(opening).rejects.toThrow(
      '/dev/null cannot be opened: the package serialport does not load on this machine (no native build was found)',
    )
  })
})
