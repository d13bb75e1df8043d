import { describe, expect, it } from 'vitest'
import { defaultsRepeated, emptyKeys, unknownKeys } from './configKeys.ts'
import { rating } from './rating.ts'
import { app, packageJson, text } from './repository.ts'
import { profiles } from './supervisor.ts'

describe('config.yaml', () => {
  it("has the package's version, quoted so that YAML takes it for text", () => {
    expect(app.version).toBe(packageJson.version)
    expect(text('config.yaml')).toMatch(/^version: (["'])[\d.]+\1$/m)
  })

  it('runs on the 64-bit machines that Home Assistant supports', () => {
    expect(app.arch).toEqual(['aarch64', 'amd64'])
  })

  it('has a slug that may be part of a host name, an image name and an AppArmor profile', () => {
    expect(app.slug).toMatch(/^[a-z][a-z0-9_]*$/)
  })

  it('says the oldest Home Assistant that it works with', () => {
    expect(app.homeassistant).toBe('2026.4.0')
  })

  it('has no empty key: one of them stops the reload of the whole store', () => {
    expect(emptyKeys(app)).toEqual([])
  })

  it('has no key that the Supervisor does not know, and none that only repeats a default', () => {
    expect(unknownKeys(app)).toEqual([])
    expect(defaultsRepeated(app)).toEqual([])
  })

  it('asks for the serial ports, SPI, the pins, what pigpio needs, its own folder, the broker and Home Assistant’s values, and for no other right', () => {
    const rights = Object.keys(app).filter((key) => !['name', 'version', 'slug', 'description', 'url', 'arch'].includes(key))
    expect(rights.toSorted()).toEqual([
      'devices',
      'gpio',
      'homeassistant',
      'homeassistant_api',
      'map',
      'options',
      'privileged',
      'schema',
      'services',
      'stdin',
      'uart',
    ])
    expect(app['uart']).toBe(true)
    expect(app['homeassistant_api']).toBe(true)
    const spi = ['0.0', '0.1', '1.0', '1.1', '1.2'].map((chip) => `/dev/spidev${chip}`)
    expect(app['devices']).toEqual([...spi, '/dev/mem', '/dev/vcio'])
    expect(app['privileged']).toEqual(['SYS_RAWIO'])
    expect(app.map).toEqual(['app_config:rw'])
    expect(app.services).toEqual(['mqtt:want'])
  })

  it('is rated 5 or better: the profile of its own gives a point, the right that pigpio needs takes one', () => {
    expect(rating(app, profiles(text('apparmor.txt')).length === 1)).toBeGreaterThanOrEqual(5)
  })
})

describe('apparmor.txt', () => {
  it('has one profile, with a name that the Supervisor can replace', () => {
    const names = profiles(text('apparmor.txt'))
    expect(names).toEqual([app.slug])
    // The Supervisor replaces the first occurrence in the line, which must not lie in the word "profile".
    expect('profile'.includes(app.slug)).toBe(false)
  })

  it('allows neither every file, nor a capability but the one that /dev/mem wants, nor a shell', () => {
    const rules = text('apparmor.txt').replaceAll(/#.*/g, '')
    expect(rules).not.toMatch(/^\s*(?:file|capability|network|signal|unix|mount|ptrace)\s*,/m)
    expect(rules.match(/^\s*capability\b.*$/gm)?.map((rule) => rule.trim())).toEqual(['capability sys_rawio,'])
    expect(rules).not.toMatch(/\/(?:ba|da)?sh\b/)
    expect(rules).not.toMatch(/^\s*\/\*\*/m)
  })

  it.each([
    '/dev/tty[A-Z]* rwk',
    '/dev/spidev[0-9]* rw',
    '/dev/gpiochip[0-9]* rw',
    '/dev/mem rw',
    '/dev/vcio r',
    '/run/pigpio.pid rwk',
    '/config/** rwk',
    '/data/** rwk',
    '/app/** mr',
  ])('allows %s', (rule) => {
    expect(text('apparmor.txt')).toContain(`  ${rule},\n`)
  })
})
