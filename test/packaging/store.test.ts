import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { app, bytes, files, packageJson, text, yamlOf } from './repository.ts'
import { takenForApps, takenForBuildSettings, takenForRepositories } from './supervisor.ts'

/** Width and height as the file's header says them (PNG specification, 11.2.2: IHDR comes first). */
function pngSize(path: string) {
  const file = bytes(path)
  expect(file.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  expect(file.toString('latin1', 12, 16)).toBe('IHDR')
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) }
}

describe('the repository, as the store reads it', () => {
  it('holds one app and no build settings, whatever the folder', () => {
    expect(takenForApps(files)).toEqual(['config.yaml'])
    expect(takenForBuildSettings(files)).toEqual([])
  })

  it('names itself in the one repository.yaml', () => {
    expect(takenForRepositories(files)).toEqual(['repository.yaml'])
    const repository = z
      .strictObject({ name: z.string().min(1), url: z.url(), maintainer: z.string().min(1) })
      .parse(yamlOf('repository.yaml'))
    expect(repository.url).toBe(app.url)
  })

  it.each(['README.md', 'DOCS.md', 'CHANGELOG.md', 'LICENSE', 'Dockerfile', 'apparmor.txt'])('has %s beside config.yaml', (path) => {
    expect(files).toContain(path)
    expect(text(path).length).toBeGreaterThan(500)
  })

  it('has an icon and a logo of the sizes that the store shows', () => {
    expect(pngSize('icon.png')).toEqual({ width: 128, height: 128 })
    expect(pngSize('logo.png')).toEqual({ width: 250, height: 100 })
  })

  it("tells the app's version on top of the changelog", () => {
    const versions = [...text('CHANGELOG.md').matchAll(/^## (\S+)/gm)].map(([, version]) => version)
    expect(versions[0]).toBe(app.version)
  })

  it('has the licence that the package names', () => {
    expect(packageJson.license).toBe('MIT')
    expect(text('LICENSE')).toMatch(/^MIT License\n\nCopyright \(c\) \d{4} Energy Monitor contributors\n/)
  })

  it.each(['DOCS.md', 'Dockerfile'])('is named by its one URL in %s', (path) => {
    const urls = new Set(text(path).match(/https:\/\/github\.com\/energy-monitor[\w-]*\/[\w-]+/g))
    expect([...urls]).toEqual([app.url])
  })
})
