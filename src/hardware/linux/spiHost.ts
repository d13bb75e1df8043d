import { parentPort, workerData } from 'node:worker_threads'
import type { Clock } from '../../runtime/clock.ts'
import type { ProcessorFactory } from '../ports.ts'
import { samplingHost, type HostPort } from '../sampling/host.ts'
import type { ToHost } from '../sampling/messages.ts'
import { gatedLibrary, kernelGate } from './kernelGate.ts'
import { spiConverters, thisMachine } from './spiConverter.ts'

/** What the thread that owns SPI runs. */
export function hostSpi(processors: Readonly<Record<string, ProcessorFactory>>, clock: Clock): void {
  const gate = kernelGate(memoryOfParent())
  const open = spiConverters({ ...thisMachine, load: async () => gatedLibrary(await thisMachine.load(), gate) })
  const host = samplingHost(portToParent(), { processors, open, sleep: (ms, signal) => clock.sleep(ms, signal) })
  // The thread must not end while something is in the kernel: each sampling ends in order, and then the thread is ended.
  process.on('uncaughtException', (error) => host.fail(error))
}

function memoryOfParent(): SharedArrayBuffer {
  const memory: unknown = workerData
  if (memory instanceof SharedArrayBuffer) return memory
  throw new Error('the SPI thread was started without its memory')
}

function portToParent(): HostPort {
  if (parentPort === null) throw new Error('the SPI thread is no program of its own')
  const port = parentPort
  return {
    post: (message) => port.postMessage(message),
    listen: (listener) => void port.on('message', (message: ToHost) => listener(message)),
  }
}
