/** How long it takes, in whole milliseconds. */
export async function measured(work: Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work
  return Math.round(performance.now() - startedMs)
}
