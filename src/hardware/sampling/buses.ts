import type { SpiBuses } from '../ports.ts'
import { chipHolders } from './chipHolders.ts'
import { RemoteSampling } from './remote.ts'
import { sharedThread, type StartThread } from './thread.ts'

/** SPI as the drivers see it, sampled by a host in a thread that runs as long as there is something to sample. */
export function samplingBuses(startThread: StartThread): SpiBuses {
  const thread = sharedThread(startThread)
  const chips = chipHolders()
  let lastId = 0

  return {
    sample(plan, processor, signal) {
      const sampling = new RemoteSampling(++lastId, signal)
      const { device } = plan
      chips
        .hold(device, signal, () => thread.use(signal, (link) => sampling.run(link, plan, processor)))
        .catch((error: unknown) => sampling.end(error))
      return sampling
    },
  }
}
