import type { Devices } from '../entities/devices.ts'
import { sentence } from '../entities/errors.ts'
import type { Command, Rows } from '../entities/rows.ts'
import type { Log } from '../runtime/log.ts'
import type { Message } from './broker.ts'
import { legible, readCommand } from './commands.ts'
import type { Topics } from './topics.ts'

interface Desk {
  topics: Topics
  devices: Devices
  /** May throw the sentence why not. */
  onCommand: (id: string, command: Command<Rows>) => void
  log: Log
}

/** Hands a command on to its device, or tells in one line why not. */
export function takeCommand({ topics, devices, onCommand, log }: Desk, { topic, payload, retained }: Message): void {
  const [id = '', entity = ''] = topics.commandTarget(topic) ?? []
  const refuse = (why: string) => log.warn(`command to ${legible(id)} refused: ${why}`)
  const rows = devices.get(id)?.description.rows
  if (rows === undefined) return refuse('there is no such device')
  // It would be carried out again at every connection.
  if (retained) return refuse(`it is retained at the broker; publish commands without retain`)
  const asked = readCommand(rows, entity, payload)
  if ('refusal' in asked) return refuse(asked.refusal)
  try {
    onCommand(id, asked.command)
  } catch (error) {
    refuse(sentence(error))
  }
}
