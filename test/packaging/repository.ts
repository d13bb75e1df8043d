import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export const text = (path: string): string => readFileSync(`${root}/${path}`, 'utf8')

export const bytes = (path: string): Buffer => readFileSync(`${root}/${path}`)

export const yamlOf = (path: string): unknown => parse(text(path))

/** What a clone of the repository would hold, files not yet committed included. */
export const files: readonly string[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '')

/** An option's type, or a group of options, as deep as one likes. */
export type OptionType = string | { [key: string]: OptionType } | OptionType[]

const optionType: z.ZodType<OptionType> = z.lazy(() => z.union([z.string(), z.array(optionType), z.record(z.string(), optionType)]))

export const app = z
  .looseObject({
    name: z.string(),
    version: z.string(),
    slug: z.string(),
    description: z.string(),
    url: z.string(),
    arch: z.array(z.string()),
    image: z.string().optional(),
    homeassistant: z.string(),
    map: z.array(z.string()),
    services: z.array(z.string()),
    options: z.record(z.string(), z.unknown()),
    schema: z.record(z.string(), optionType),
  })
  .parse(yamlOf('config.yaml'))

export const packageJson = z
  .object({ version: z.string(), license: z.string(), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(text('package.json')))
