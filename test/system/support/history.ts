import { z } from 'zod'
import type { HomeAssistant } from './homeAssistant.ts'

const answer = z.record(z.string(), z.array(z.object({ s: z.string(), lu: z.number() })))

/**
 * The states that an entity went through since an instant (milliseconds since 1970), repetitions left out: as Home Assistant has recorded them,
 * which it does a second late, but without a gap, over its own restarts too. The first is what it was at that instant.
 */
export async function statesSince(home: HomeAssistant, entityId: string, sinceMs: number): Promise<string[]> {
  const question = { entity_ids: [entityId], minimal_response: true, no_attributes: true, significant_changes_only: false }
  const reply = await home.send('history/history_during_period', { ...question, start_time: new Date(sinceMs).toISOString() })
  const states = (answer.parse(reply)[entityId] ?? []).map(({ s }) => s)
  return states.filter((state, index) => state !== states[index - 1])
}
