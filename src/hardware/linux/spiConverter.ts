import { readFile } from 'node:fs/promises'
import { DeviceError } from '../../entities/errors.ts'
import type { Batch, SamplingPlan } from '../ports.ts'
import type { Converter, OpenConverter } from '../sampling.ts'
import { likelyBatch, sharedBatch, smallerBatch } from './batchLimit.ts'
import { busTurns, type BusTurns } from './busTurns.ts'
import { clockingTimes } from './clockingTime.ts'
import { errnoName, missingLibrary, openingError, transferError } from './spiErrors.ts'
import { spiDevice, type SpiHandle, type SpiLibrary } from './spiLibrary.ts'
import { preparedBatches, type PreparedBatch } from './spiMessages.ts'

/** What a machine with SPI is made of. */
export interface SpiMachine {
  /** Loads the native module, which is optional and which one thread at a time can have. */
  readonly load: () => Promise<SpiLibrary>
  /** What the kernel's module says that it takes at once; rejects where it says nothing. */
  readonly readBufsiz: () => Promise<string>
  readonly arch: string
  /** Monotonic. */
  readonly nowUs: () => number
}

export const thisMachine: SpiMachine = {
  load: spiDevice,
  readBufsiz: () => readFile('/sys/module/spidev/parameters/bufsiz', 'utf8'),
  arch: process.arch,
  nowUs: () => performance.now() * 1000,
}

/** Converters at /dev/spidevB.N, for the one thread that owns SPI. */
export function spiConverters(machine: SpiMachine = thisMachine): OpenConverter {
  const turns = busTurns()
  /** Chips that are open, by bus. */
  const users = new Map<number, number>()
  const count = (bus: number, change: number) => void users.set(bus, (users.get(bus) ?? 0) + change)
  return async (plan) => {
    const { device } = plan
    const { bus, chipSelect } = chipAt(device)
    const library = await machine.load().catch((error: unknown) => {
      throw missingLibrary(device, error)
    })
    const bufsiz = await machine.readBufsiz().catch(() => null)
    const most = likelyBatch(bufsiz, machine.arch, plan.sweep[0]?.length ?? 0)
    const handle = await opened(library, bus, chipSelect, plan)
    count(bus, 1)
    return converter({
      plan,
      handle,
      most,
      sharing: () => users.get(bus) ?? 1,
      clock: (batch) => clocked(handle, batch, bus, turns, machine),
      closed: () => count(bus, -1),
    })
  }
}

function chipAt(device: string): { bus: number; chipSelect: number } {
  const [, bus, chipSelect] = /^\/dev\/spidev(\d+)\.(\d+)$/.exec(device) ?? []
  if (bus === undefined || chipSelect === undefined) throw new DeviceError(`${device} is no SPI device: they are called /dev/spidev0.0`)
  return { bus: Number(bus), chipSelect: Number(chipSelect) }
}

function opened(library: SpiLibrary, bus: number, chipSelect: number, { device, mode, clockHz }: SamplingPlan): Promise<SpiHandle> {
  return new Promise((resolve, reject) => {
    const handle = library.open(bus, chipSelect, { mode, bitsPerWord: 8, maxSpeedHz: clockHz }, (error) =>
      error ? reject(openingError(device, error)) : resolve(handle),
    )
  })
}

interface Clocked {
  /** From the call to the callback, whatever was in between. */
  readonly callUs: number
  readonly callbackUs: number
  /** Of the kernel. */
  readonly error: Error | null
}

/** One transfer in the turn of its chip. Rejects where the message itself is wrong: our bug. */
function clocked(handle: SpiHandle, { message }: PreparedBatch, bus: number, turns: BusTurns, { nowUs }: SpiMachine): Promise<Clocked> {
  return new Promise((resolve, reject) => {
    turns.take(bus, (over) => {
      const callUs = nowUs()
      try {
        handle.transfer(message, (error) => {
          const callbackUs = nowUs()
          over()
          resolve({ callUs, callbackUs, error: error ?? null })
        })
      } catch (error) {
        over()
        reject(error)
      }
    })
  })
}

interface Chip {
  readonly plan: SamplingPlan
  readonly handle: SpiHandle
  /** Conversions in a batch. */
  readonly most: number
  /** How many chips of the bus are open now, this one among them. */
  readonly sharing: () => number
  readonly closed: () => void
  readonly clock: (batch: PreparedBatch) => Promise<Clocked>
}

function converter({ plan, handle, most, sharing, clock, closed }: Chip): Converter {
  const placed = clockingTimes()
  let limit = most
  let shared = 0
  let batches: readonly PreparedBatch[] = []
  let next = 0

  function prepare(): void {
    shared = sharing()
    batches = preparedBatches(plan, sharedBatch(limit, shared, plan.sweep.length))
    next = 0
  }

  function nextBatch(): PreparedBatch {
    if (sharing() !== shared) prepare()
    const batch = batches[next]
    if (batch === undefined) throw new Error(`nothing is to be sampled at ${plan.device}`)
    next = (next + 1) % batches.length
    return batch
  }

  /** Batches that the kernel may take after it has refused one of so many conversions. */
  function shrink(conversions: number, error: Error): void {
    const name = errnoName(error)
    const isTooLong = conversions > 1 && (name === 'EMSGSIZE' || name === 'EINVAL')
    if (!isTooLong) throw transferError(plan.device, conversions, error)
    limit = smallerBatch(conversions, plan.sweep.length)
    prepare()
  }

  return {
    async transfer(): Promise<Batch> {
      for (;;) {
        const batch = nextBatch()
        const { conversions, first, received } = batch
        const { callUs, callbackUs, error } = await clock(batch)
        if (error === null) return { received, conversions, first, ...placed(conversions, callUs, callbackUs) }
        shrink(conversions, error)
      }
    },
    // What closing says of a chip that is given up changes nothing.
    close: () =>
      new Promise((resolve) =>
        handle.close(() => {
          closed()
          resolve()
        }),
      ),
  }
}
