import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { pymodbusPython } from '../../../tools/parts.mjs'
import { type Child, startChild } from './childProcess.ts'
import { waitFor } from './waitFor.ts'

const program = join(import.meta.dirname, 'pzem_slave.py')

const meterValues = z.object({
  voltageV: z.number(),
  currentA: z.number(),
  powerW: z.number(),
  energyWh: z.number(),
  frequencyHz: z.number(),
  powerFactor: z.number(),
  /** The threshold of the meter's own alarm. */
  alarmW: z.number(),
})
type MeterValues = z.infer<typeof meterValues>

/** What a bad line does to a reply. Bits are counted from the least significant one of the first byte. */
type Fault =
  | { readonly fault: 'bitError'; readonly bit: number }
  | { readonly fault: 'silence' }
  | { readonly fault: 'halfFrame' }
  | { readonly fault: 'late'; readonly ms: number }
  /** The reply carries another address, with a CRC that fits. */
  | { readonly fault: 'foreignReply'; readonly from: number }
  /** Bytes before the reply. */
  | { readonly fault: 'noise'; readonly hex: string }

/** PZEM-016 meters on one line. Each method resolves once what it says is in force. */
export interface PzemSlave {
  /** Of the terminal to open. It names a new one after a reconnection, as /dev/serial/by-id does. */
  readonly path: string
  set(address: number, values: Partial<MeterValues>): Promise<void>
  get(address: number): Promise<MeterValues>
  /** The addresses that the meters have now: one may have been told another. */
  addresses(): Promise<number[]>
  /** A meter without mains is silent. */
  power(address: number, on: boolean): Promise<void>
  /** Faults queue up; each reply has at most one. With an address only that meter's replies count. */
  fault(fault: Fault, replies?: number, address?: number): Promise<void>
  /** Forgets all faults that have not happened yet. */
  healthy(): Promise<void>
  /** Every byte that has ever been sent to the meters, and how many whole requests were in them, to whatever address. */
  received(): Promise<{ readonly bytes: Buffer; readonly requests: number }>
  /** Pulls the adapter out: the terminal hangs up and the path is gone. */
  disconnect(): Promise<void>
  /** Puts it back as a new terminal under the same path. Returns the terminal's own name. */
  reconnect(): Promise<string>
  stop(): Promise<void>
}

const answer = z.discriminatedUnion('ok', [z.looseObject({ ok: z.literal(true) }), z.object({ ok: z.literal(false), error: z.string() })])

export async function startPzemSlave(addresses: readonly number[] = [1]): Promise<PzemSlave> {
  const folder = await mkdtemp(join(tmpdir(), 'pzem-'))
  const path = join(folder, 'usb-serial-adapter')
  const child = startChild(pymodbusPython, [program, path, ...addresses.map(String)])
  const answers: string[] = []
  child.onLine((line) => void answers.push(line))
  await nextAnswer(child, answers)

  let last: Promise<unknown> = Promise.resolve()
  const tell = (command: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const told = last.then(() => {
      child.writeLine(JSON.stringify(command))
      return nextAnswer(child, answers)
    })
    last = told.catch(() => undefined)
    return told
  }
  return {
    path,
    async set(address, values) {
      await tell({ do: 'set', address, values })
    },
    get: async (address) => z.object({ values: meterValues }).parse(await tell({ do: 'get', address })).values,
    addresses: async () => z.object({ addresses: z.array(z.number()) }).parse(await tell({ do: 'addresses' })).addresses,
    async power(address, on) {
      await tell({ do: 'power', address, on })
    },
    async fault(fault, replies = 1, address) {
      await tell({ do: 'fault', ...fault, replies, ...(address !== undefined && { address }) })
    },
    async healthy() {
      await tell({ do: 'healthy' })
    },
    async received() {
      const { hex, requests } = z.object({ hex: z.string(), requests: z.number() }).parse(await tell({ do: 'received' }))
      return { bytes: Buffer.from(hex, 'hex'), requests }
    },
    async disconnect() {
      await tell({ do: 'disconnect' })
    },
    reconnect: async () => z.object({ terminal: z.string() }).parse(await tell({ do: 'reconnect' })).terminal,
    async stop() {
      await child.end('SIGKILL', 1_000)
      await rm(folder, { recursive: true })
    },
  }
}

async function nextAnswer(child: Child, answers: string[]): Promise<unknown> {
  const line = await waitFor(() => answers.shift() ?? !child.isRunning(), 'the PZEM slave to answer')
  if (line === true) throw new Error(`the PZEM slave has ended:\n${child.output()}`)
  const parsed = answer.parse(JSON.parse(line))
  if (!parsed.ok) throw new Error(`the PZEM slave refuses: ${parsed.error}`)
  return parsed
}
