import type { Devices } from '../entities/devices.ts'
import type { Mistake } from '../settings/settings.ts'
import { nodeDescription } from '../homeassistant/node.ts'
import { nodeDeviceId } from '../homeassistant/topics.ts'

/** Shows the program itself as a device: its version, since when it runs, how many devices are online, and what is wrong. */
export class NodeDevice {
  readonly #devices: Devices
  #mistakes: readonly Mistake[] = []

  constructor(node: string, devices: Devices, version: string, startedWallMs: number, signal: AbortSignal) {
    this.#devices = devices
    devices.add(nodeDescription(node))
    devices.bringOnline(nodeDeviceId, { version, started: new Date(startedWallMs).toISOString(), devices_online: 0, last_error: null })
    devices.listen((id, change) => void (id !== nodeDeviceId && change !== 'values' && this.#look(id)), signal)
  }

  /** What is wrong in the settings now. */
  set mistakes(mistakes: readonly Mistake[]) {
    this.#mistakes = mistakes
    const last = mistakes.at(-1)
    if (last !== undefined) this.#devices.update(nodeDeviceId, { last_error: last.sentence })
    this.#look(nodeDeviceId)
  }

  /** Counts the devices online and gathers what is wrong, the settings' mistakes first. */
  #look(changed: string): void {
    const others = this.#devices.all.filter(({ description }) => description.id !== nodeDeviceId)
    const mistakes = this.#mistakes.map(({ sentence }) => sentence)
    const failing = others.flatMap(({ description: { id }, problem }) =>
      // A mistake is the problem of its device too, and is told once.
      problem === null || mistakes.includes(problem) ? [] : [`${id}: ${problem}`],
    )
    const problem = this.#devices.get(changed)?.problem
    const error = changed !== nodeDeviceId && problem ? { last_error: `${changed}: ${problem}` } : {}
    this.#devices.update(nodeDeviceId, { devices_online: others.filter(({ online }) => online).length, ...error })
    const sentences = [...mistakes, ...failing]
    this.#devices.setProblem(nodeDeviceId, sentences.length === 0 ? null : sentences.join('\n'))
  }
}
