import type { HomeAssistant } from './homeAssistant.ts'
import { waitFor } from './waitFor.ts'

/** Restarts Home Assistant and does something while it is away. */
export async function whileAway(home: HomeAssistant, act: () => Promise<void>): Promise<void> {
  const restarted = home.restart()
  const answers = () =>
    fetch(home.url).then(
      () => true,
      () => false,
    )
  const acted = waitFor(async () => !(await answers()), 'Home Assistant to go', 30_000).then(act)
  await Promise.all([restarted, acted])
}
