import { Worker } from 'node:worker_threads'
import type { SpiBuses } from '../ports.ts'
import { samplingBuses } from '../sampling/buses.ts'
import type { FromHost } from '../sampling/messages.ts'
import type { HostThread } from '../sampling/thread.ts'
import { gateMemory, kernelGate } from './kernelGate.ts'

/** What is in the kernel at the program's end takes a millisecond; one that hangs must not hang the program. */
const exitMs = 500

/**
 * SPI of this machine, in a thread of its own: the event loop never holds up the sampling, and spi-device can be loaded by one thread only.
 * `entry` is the file that the thread runs; it calls `hostSpi`. There is no thread while nothing is sampled.
 */
export const threadedSpi = (entry: URL): SpiBuses => samplingBuses(() => workerThread(entry))

function workerThread(entry: URL): HostThread {
  const memory = gateMemory()
  const worker = new Worker(entry, { name: 'spi', workerData: memory })
  const closeGate = () => kernelGate(memory).close(exitMs)
  process.on('exit', closeGate)
  let cause: unknown
  let isAsked = false
  worker.on('error', (error) => void (cause = error))
  return {
    // Nothing is handed over: all is copied.
    post: (message) => worker.postMessage(message, []),
    listen: (listener) => void worker.on('message', (message: FromHost) => listener(message)),
    died: new Promise((resolve) => {
      worker.once('exit', (code) => {
        process.off('exit', closeGate)
        if (!isAsked) resolve(deathOf(code, cause))
      })
    }),
    end: async () => {
      isAsked = true
      await worker.terminate()
    },
  }
}

/** The stack is that of the thread, where it has told one. */
function deathOf(code: number, cause: unknown): Error {
  if (!(cause instanceof Error)) return new Error(`the SPI thread ended with code ${code}`)
  const error = new Error(`the SPI thread ended: ${cause.message}`, { cause })
  if (cause.stack !== undefined) error.stack = cause.stack
  return error
}
