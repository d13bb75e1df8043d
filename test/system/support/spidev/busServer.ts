import { join } from 'node:path'
import { startChild } from '../childProcess.ts'
import { waitFor } from '../waitFor.ts'
import { answerSchema, type Command, type Start } from './commands.ts'

const program = join(import.meta.dirname, 'server.ts')

/** The process that emulates one bus. */
export interface BusServer {
  /** Resolves with its answer. */
  tell(command: Command): Promise<unknown>
  stop(): Promise<void>
}

export function startBusServer(start: Start): BusServer {
  const child = startChild(process.execPath, ['--import', 'tsx', program, JSON.stringify(start)])
  const answers: string[] = []
  child.onLine((line) => void answers.push(line))

  async function nextAnswer(): Promise<unknown> {
    const line = await waitFor(() => answers.shift() ?? !child.isRunning(), 'the emulated SPI bus to answer', 20_000)
    if (line === true) throw new Error(`the emulated SPI bus has ended:\n${child.output()}`)
    const answer = answerSchema.parse(JSON.parse(line))
    if (!answer.ok) throw new Error(`the emulated SPI bus refuses: ${answer.error}`)
    return answer.value
  }

  // The first answer says that it listens.
  let last: Promise<unknown> = nextAnswer()
  last.catch(() => undefined)
  return {
    tell(command) {
      const told = last.then(() => {
        child.writeLine(JSON.stringify(command))
        return nextAnswer()
      })
      last = told.catch(() => undefined)
      return told
    },
    stop: () => child.end('SIGKILL', 1_000),
  }
}
