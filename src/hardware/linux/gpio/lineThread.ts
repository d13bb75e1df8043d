import { Worker } from 'node:worker_threads'
import { sentence } from '../../../entities/errors.ts'
import { gateMemory, kernelGate } from '../kernelGate.ts'
import type { FromLineThread, LineThreadData } from './lineMessages.ts'
import type { LinePiece } from './linePieces.ts'

/** What the kernel does for a change takes a microsecond; one that hangs must not hang the program. */
const exitMs = 500

/** A thread that plays pieces on lines, seen from outside. */
export interface LineThread {
  post(piece: LinePiece): void
  listen(listener: (message: FromLineThread) => void): void
  /** Resolves when it has ended unasked, with why. */
  readonly died: Promise<Error>
  /** When it returns the lines stay as they are; the thread ends after that. */
  end(): void
}

/** For the lines of a descriptor. */
export type StartLineThread = (line: number) => LineThread

/** A thread of its own, as on the main one a wait takes milliseconds. `entry` is the file that it runs; it calls `hostLines`. */
export const lineThread =
  (entry: URL): StartLineThread =>
  (line) => {
    const data: LineThreadData = { line, memory: gateMemory() }
    const worker = new Worker(entry, { name: 'gpio', workerData: data })
    let cause: unknown
    let isAsked = false
    worker.on('error', (error) => void (cause = error))
    return {
      // Nothing is handed over: all is copied.
      post: (piece) => worker.postMessage(piece, []),
      listen: (listener) => void worker.on('message', (message: FromLineThread) => listener(message)),
      died: new Promise((resolve) => {
        worker.once('exit', (code) => {
          if (!isAsked) resolve(deathOf(code, cause))
        })
      }),
      end() {
        isAsked = true
        kernelGate(data.memory).close(exitMs)
        void worker.terminate()
      },
    }
  }

const deathOf = (code: number, cause: unknown): Error =>
  new Error(`the thread that plays pieces ended: ${cause === undefined ? `code ${code}` : sentence(cause)}`, { cause })
