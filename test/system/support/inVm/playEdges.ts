import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Edge } from './edges.ts'
import { guestFolder } from './guest.ts'
import type { SimulatedChip } from './simulatedChip.ts'

const playedSchema = z.object({
  /** When the play began, on the clock of the kernel's time stamps and of `process.hrtime`. */
  startNs: z.string().transform(BigInt),
  edges: z.int(),
  /** By how much the latest edge was late. */
  worstLateNs: z.int(),
})

export type Played = z.infer<typeof playedSchema>

/**
 * Moves lines at exact times, from a process of its own that goes before all ordinary ones. With the virtual clock it
 * keeps up with 16 000 edges a second, each within milliseconds; the kernel's time stamps tell when each really was.
 */
export async function playEdges(chip: SimulatedChip, edges: readonly Edge[]): Promise<Played> {
  const player = spawn(join(guestFolder('GPIOVM'), 'play-edges'), [chip.folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const printed = text(player.stdout)
  // One that has ended early takes no more; it has told why.
  player.stdin.on('error', () => undefined)
  player.stdin.end(edges.map(({ atNs, offset, level }) => `${Math.round(atNs)} ${offset} ${level}\n`).join(''))
  await once(player, 'close')
  if (player.exitCode !== 0) throw new Error(`play-edges ended with ${player.exitCode ?? player.signalCode}`)
  return playedSchema.parse(JSON.parse(await printed))
}
