import { describe, expect, it } from 'vitest'
import { defaultsRepeated, emptyKeys, unknownKeys } from './configKeys.ts'
import { rating } from './rating.ts'
import { isOptionType, profiles, takenForApps, takenForBuildSettings } from './supervisor.ts'

describe("the Supervisor's rules, as these tests know them", () => {
  it.each(['config.yaml', 'a/config.yml', 'test/fixtures/config.json', 'config.test.yaml'])('takes %s for an app', (path) => {
    expect(takenForApps([path])).toEqual([path])
  })

  it.each(['.github/config.yaml', 'rootfs/etc/config.yaml', 'src/config.ts', 'myconfig.yaml', 'config.yaml.bak'])(
    'leaves %s alone',
    (path) => {
      expect(takenForApps([path])).toEqual([])
    },
  )

  it('looks for build settings in dot folders too', () => {
    expect(takenForBuildSettings(['.github/workflows/build.yml', 'tools/build-image.sh'])).toEqual(['.github/workflows/build.yml'])
  })

  it('tells empty, needless and unknown keys', () => {
    const config = { map: [], devices: null, url: '', boot: 'auto', spi: true, uart: true }
    expect(emptyKeys(config)).toEqual(['map', 'devices', 'url'])
    expect(defaultsRepeated(config)).toEqual(['boot'])
    expect(unknownKeys(config)).toEqual(['spi'])
  })

  it.each(['bool', 'str?', 'password', 'int(1,10)', 'float(,2.5)?', 'list(a|b)', 'match(^a+$)?', 'port', 'url?'])(
    'accepts the type %s',
    (type) => {
      expect(isOptionType(type)).toBe(true)
    },
  )

  it.each(['str(1,5)', 'device(subsystem=tty)', 'boolean', 'list()', 'int(1)', 'bool??', 'string'])('refuses the type %s', (type) => {
    expect(isOptionType(type)).toBe(false)
  })

  it.each([
    [5, {}, false],
    [6, {}, true],
    [8, { ingress: true }, true],
    [7, { ingress: true, privileged: ['SYS_RAWIO', 'NET_ADMIN'] }, true],
    [4, { apparmor: false, auth_api: true, host_network: true }, false],
    [1, { host_pid: true, hassio_role: 'admin', host_network: true }, false],
    [1, { full_access: true, ingress: true }, true],
  ])('rates %i: %o', (expected, config, profile) => {
    expect(rating(config, profile)).toBe(expected)
  })

  it('finds profiles that begin a line, and no others', () => {
    expect(profiles('# the profile\nprofile one flags=(x) {\n  profile inner {\n}\nprofile two {')).toEqual(['one', 'two'])
  })
})
