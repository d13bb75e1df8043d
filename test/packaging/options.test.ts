import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { app, files, yamlOf, type OptionType } from './repository.ts'
import { isOptionType } from './supervisor.ts'

const languages = ['en', 'de', 'fr', 'nl', 'es']

/** One option in a translation; groups have fields. */
interface Translated {
  name: string
  description: string
  fields?: Record<string, Translated> | undefined
}

const translated: z.ZodType<Translated> = z.lazy(() =>
  z.strictObject({ name: z.string().min(1), description: z.string().min(1), fields: z.record(z.string(), translated).optional() }),
)

const translationOf = (language: string) =>
  z.strictObject({ configuration: z.record(z.string(), translated) }).parse(yamlOf(`translations/${language}.yaml`)).configuration

const isGroup = (type: OptionType): type is Record<string, OptionType> => typeof type === 'object' && !Array.isArray(type)

/** The names of options, group by group: `broker`, `broker.url`. */
function optionPaths(schema: Record<string, OptionType>, above = ''): string[] {
  return Object.entries(schema).flatMap(([key, type]) => [above + key].concat(isGroup(type) ? optionPaths(type, `${above}${key}.`) : []))
}

function translatedPaths(options: Record<string, Translated>, above = ''): string[] {
  return Object.entries(options).flatMap(([key, { fields = {} }]) => [above + key].concat(translatedPaths(fields, `${above}${key}.`)))
}

const leafTypes = (type: OptionType): string[] => (typeof type === 'string' ? [type] : Object.values(type).flatMap(leafTypes))

describe("the app's options", () => {
  it('have types that the Supervisor validates', () => {
    const types = leafTypes(app.schema)
    expect(types.length).toBeGreaterThan(0)
    expect(types.filter((type) => !isOptionType(type))).toEqual([])
  })

  it('have a default each, except those that may be missing', () => {
    const required = Object.entries(app.schema).filter(([, type]) => typeof type !== 'string' || !type.endsWith('?'))
    expect(Object.keys(app.options)).toEqual(required.map(([key]) => key))
  })

  it('have defaults that their types allow', () => {
    expect(app.options).toEqual({ log_level: 'info', demo: false, broker: {} })
    expect(app.schema['log_level']).toMatch(/[(|]info[|)]/)
  })

  it('stay few: what the Supervisor need not know stands in the settings file', () => {
    expect(optionPaths(app.schema)).toEqual(['log_level', 'demo', 'broker', 'broker.url', 'broker.username', 'broker.password'])
  })
})

describe('the translations', () => {
  it('are there in five languages', () => {
    expect(files.filter((path) => path.startsWith('translations/')).toSorted()).toEqual(
      languages.map((language) => `translations/${language}.yaml`).toSorted(),
    )
  })

  it.each(languages)('name and describe every option, and nothing else: %s', (language) => {
    expect(translatedPaths(translationOf(language))).toEqual(optionPaths(app.schema))
  })

  it.each(languages.slice(1))('are translated: %s', (language) => {
    expect(translationOf(language)['demo']?.description).not.toBe(translationOf('en')['demo']?.description)
  })
})
