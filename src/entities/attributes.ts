import { hasAttributes, type Row } from './rows.ts'

/** What is to be known of a sensor beside its value: plain data. */
export type Attributes = Readonly<Record<string, unknown>>

// Home Assistant does not record attributes over 16 384 bytes.
const longestBytes = 16_000

/** A copy of them; throws where the row has none, where they are no plain data, and where their JSON is longer than 16 000 bytes: our bug. */
export function checkedAttributes(id: string, key: string, row: Row | undefined, attributes: Attributes): Attributes {
  if (row === undefined || !hasAttributes(row)) throw new Error(`${id} tells attributes of ${key}, which has none`)
  const bytes = new TextEncoder().encode(JSON.stringify(attributes)).length
  if (bytes > longestBytes) throw new Error(`${id} tells ${bytes} bytes of attributes of ${key}, allowed are ${longestBytes}`)
  return structuredClone(attributes)
}
