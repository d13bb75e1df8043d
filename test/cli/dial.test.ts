import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { drawingIn } from '../../src/cli/dial.ts'
import { driver } from '../../src/drivers/driver.ts'
import type { DeviceKind } from '../../src/drivers/index.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { stillGauges } from '../drivers/gauges/support/hall.ts'

const meter = driver({
  kind: 'meter',
  settings: z.strictObject({}),
  needs: [],
  make: () => ({ manufacturer: 'm', model: 'n' }),
  entities: {},
  run: async () => undefined,
})

const kind = (of: DeviceKind['driver']): DeviceKind => ({ driver: of, simulate: () => () => undefined })
const kinds = [kind(stillGauges), kind(meter)]
const drivers = kinds.map((each) => each.driver)

const needle = 'dir: 4, step: 17, scale: { min: 0, max: 8000 }'
const house = `devices:
  boiler: { driver: meter }
  hall:
    driver: gauges
    gauges:
      power: { ${needle} }
      solar: { ${needle} }
  attic:
    driver: gauges
    gauges:
      solar: { ${needle}, name: Sun }
`

const svg = (word: string, text = house) =>
  drawingIn(loadSettings({ text, file: 'em.yaml', env: {}, drivers, circuits: ['grid'] }), kinds, word).svg()

describe('the gauge whose face is drawn', () => {
  it('is found by its id alone where no other one has it', () => {
    expect(svg('power')).toContain('<title>Power</title>')
  })

  it('is found by its device and its id', () => {
    expect(svg('hall.solar')).toContain('<title>Solar</title>')
    expect(svg('attic.solar')).toContain('<title>Sun</title>')
  })

  it.each([
    ['solar', 'there are hall.solar and attic.solar: say which of them'],
    ['powr', 'there is no gauge called powr, did you mean power?'],
    ['hal.power', 'there is no gauge called hal.power, did you mean hall.power?'],
    ['wind', 'there is no gauge called wind: the settings have hall.power, hall.solar, attic.solar'],
    ['boiler', 'there is no gauge called boiler: the settings have hall.power, hall.solar, attic.solar'],
  ])('is refused in a sentence where %s is none', (word, sentence) => {
    expect(() => svg(word)).toThrow(sentence)
  })

  it('is none in a house without gauges', () => {
    expect(() => svg('power', 'devices: {}')).toThrow('there is no gauge called power: the settings have none')
  })

  it('is refused with the mistake in its settings, not with those of others', () => {
    const text = house.replace('max: 8000 } }', 'max: -1 } }')
    const mistake = /^em\.yaml:6:\d+: devices\.hall\.gauges\.power\.scale\.max: found -1/
    for (const word of ['power', 'hall.power', 'hall.solar']) expect(() => svg(word, text)).toThrow(mistake)
    expect(svg('attic.solar', text)).toContain('<title>Sun</title>')
    expect(() => svg('wind', text)).toThrow('there is no gauge called wind: the settings have attic.solar')
    expect(() => svg('power', 'devices: [')).toThrow(/^em\.yaml:1:/)
  })
})
