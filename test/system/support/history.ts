import { z } from 'zod'
import type { HomeAssistant } from './homeAssistant.ts'
import { waitFor } from './waitFor.ts'

const answer = z.record(z.string(), z.array(z.object({ s: z.string(), lu: z.number() })))

/**
 * The states that an entity went through since an instant (milliseconds since 1970), repetitions left out; the first is what it was at that
 * instant. As Home Assistant has recorded them: without a gap, over its own restarts too, but some seconds late, so that it resolves when the
 * recorder has this last one.
 */
export async function statesUntil(home: HomeAssistant, entityId: string, sinceMs: number, last: string): Promise<string[]> {
  const recorded = async () => {
    const states = await statesSince(home, entityId, sinceMs)
    return states.at(-1) === last && states
  }
  return waitFor(recorded, `${entityId} to be recorded as ${last}`)
}

async function statesSince(home: HomeAssistant, entityId: string, sinceMs: number): Promise<string[]> {
  const question = { entity_ids: [entityId], minimal_response: true, no_attributes: true, significant_changes_only: false }
  const reply = await home.send('history/history_during_period', { ...question, start_time: new Date(sinceMs).toISOString() })
  const states = (answer.parse(reply)[entityId] ?? []).map(({ s }) => s)
  return states.filter((state, index) => state !== states[index - 1])
}
