import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { deviceKinds } from '../../src/drivers/index.ts'
import { completeRows } from '../../src/entities/completeRows.ts'
import type { Rows } from '../../src/entities/rows.ts'
import { discovery } from '../../src/homeassistant/discovery.ts'
import { nodeDescription } from '../../src/homeassistant/node.ts'
import { topicsOf } from '../../src/homeassistant/topics.ts'

/** The documents that users' Home Assistants hold: a change here renames, moves or resets what they see. UPDATE_GOLDEN=1 rewrites them. */
const update = process.env['UPDATE_GOLDEN'] === '1'

const publication = {
  node: 'house',
  program: { version: '1.0.0', url: 'https://example.org/energy-monitor' },
  topics: topicsOf('house', 'homeassistant'),
}

const device = (kind: string, rows: Rows, place: { id: string; above?: string } = { id: 'meter' }) => ({
  ...place,
  name: 'Hot water',
  manufacturer: 'Maker',
  model: kind,
  rows: completeRows(rows),
  publishMs: 10_000,
  steps: {},
})

const part = { id: 'meter_part', above: 'meter' }

/** A device of each kind, and a part of each kind of part. */
const documents = [
  ['node', nodeDescription('house')] as const,
  ...deviceKinds.map(({ driver }) => [driver.kind, device(driver.kind, driver.entities)] as const),
  ...deviceKinds.flatMap(({ driver }) =>
    Object.entries(driver.parts?.rows ?? {}).map(([kind, rows]) => [`${driver.kind}.${kind}`, device(kind, rows, part)] as const),
  ),
]

describe('the discovery document', () => {
  it.each(documents)('of %s is the golden one', async (kind, description) => {
    const { topic, payload } = discovery(publication, description)
    const text = `${JSON.stringify({ topic, payload: JSON.parse(payload) }, null, 2)}\n`
    const file = new URL(`../golden/${kind}.json`, import.meta.url)
    if (update) await writeFile(file, text)
    expect(existsSync(file), `test/golden/${kind}.json is missing: run with UPDATE_GOLDEN=1`).toBe(true)
    expect(text).toBe(await readFile(file, 'utf8'))
  })

  // `value_json.items` would be Python's own method, not our value.
  const pythonMethods = ['clear', 'copy', 'fromkeys', 'get', 'items', 'keys', 'pop', 'popitem', 'setdefault', 'update', 'values']

  it.each(documents)('of %s has keys that a template can read and names or classes for all', (_, { rows }) => {
    for (const [key, row] of Object.entries(rows)) {
      expect(key).toMatch(/^[a-z][a-z0-9_]*$/)
      expect(pythonMethods).not.toContain(key)
      expect(row.name ?? row.deviceClass, `${key} has neither a name nor a class`).toBeDefined()
    }
  })
})
