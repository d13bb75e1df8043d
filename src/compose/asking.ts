import { z } from 'zod'
import { ConfigError } from '../entities/errors.ts'
import { askProgram, controlSocket } from '../runtime/control.ts'

/** What the program's tools ask a device of the running program, over the control socket. */
export const askRequest = z.object({ command: z.literal('ask'), device: z.string(), name: z.string(), question: z.unknown() })

/** Reads the settings again. Its answer: whether they were taken over. */
export const reloadRequest = z.object({ command: z.literal('reload') })

/** What can be asked a device: of the running program, or of one that runs for this alone. */
export interface Asked {
  /** Rejects with a ConfigError or a DeviceError whose sentence says why there is no answer. */
  ask(name: string, question: unknown): Promise<unknown>
  /** Has new settings taken over; null where nothing runs that could. */
  reload(): Promise<boolean | null>
  stop(): Promise<void>
}

const statusAnswer = z.looseObject({ demo: z.boolean().optional() })

/** The device in the program that runs on a state folder, with the settings as the file has them; undefined where no program runs. */
export async function askedOfProgram(stateFolder: string, device: string): Promise<Asked | undefined> {
  const path = controlSocket(stateFolder)
  const request = async (command: string, more: object = {}) => {
    const reply = await askProgram(path, { command, ...more })
    if (reply === undefined) throw new ConfigError('the program that ran has ended: begin again')
    return reply.result
  }
  const status = await askProgram(path, { command: 'status' })
  if (status === undefined) return undefined
  if (statusAnswer.parse(status.result).demo === true)
    throw new ConfigError('the demo runs on this state folder, whose devices are not those of the settings: stop it first')
  const asked = {
    ask: (name: string, question: unknown) => request('ask', { device, name, question }),
    reload: async () => z.boolean().parse(await request('reload')),
    stop: async () => undefined,
  }
  // What it measures has to be understood by the factors that the file has now.
  if (!(await asked.reload())) throw new ConfigError('the running program cannot take the settings over: its log says why')
  return asked
}
