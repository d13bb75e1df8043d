import type { Edges, GpioInput } from '../../src/hardware/ports.ts'

/** What the input tells, as it comes, and how it ends. */
export function listen(input: GpioInput) {
  const told: Edges[] = []
  const ended = (async () => {
    for await (const each of input.edges) told.push(each)
  })().catch((error: unknown) => String(error))
  return { told, ended }
}
