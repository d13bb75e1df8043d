import { sampledSchema } from '../../src/drivers/mcp3208/sampled.ts'
import { threadedSpi } from '../../src/hardware/linux/spiThread.ts'
import { boardWith } from './board.ts'

// Samples a board in the program's own thread, as it was built. Says so once it goes smoothly, then how many overruns there were.
const warmUpMs = 2_000
const measuredMs = 10_000

const board = boardWith(20)
const spi = threadedSpi(new URL('../../dist/compose/spiThread.js', import.meta.url))
const over = new AbortController()
const { results } = spi.sample(board.sampling, { name: 'mcp3208', options: board.options }, over.signal)
let overruns = 0
let beganMs: number | null = null
const startedMs = performance.now()
for await (const result of results) {
  const nowMs = performance.now()
  overruns += sampledSchema.parse(result).overruns
  if (beganMs === null && nowMs - startedMs > warmUpMs) {
    beganMs = nowMs
    overruns = 0
    process.stdout.write('sampling\n')
  }
  if (beganMs !== null && nowMs - beganMs > measuredMs) break
}
process.stdout.write(`${overruns}\n`)
over.abort()
