import { Devices } from '../../../src/entities/devices.ts'
import type { Kept } from '../../../src/entities/kept.ts'
import type { Command, Rows } from '../../../src/entities/rows.ts'
import type { Connection } from '../../../src/homeassistant/broker.ts'
import type { Instance } from '../../../src/homeassistant/claim.ts'
import { nodeDescription } from '../../../src/homeassistant/node.ts'
import { type Publisher, publisher } from '../../../src/homeassistant/publisher.ts'
import { nothingRemembered, type Remembered } from '../../../src/homeassistant/remembered.ts'
import type { RetainedTotals } from '../../../src/homeassistant/retainedTotals.ts'
import { fakeBroker, type FakeBroker } from '../../support/fakeBroker.ts'
import { type FakeClock, fakeClock } from '../../support/fakeClock.ts'
import { listedLog } from '../../support/listedLog.ts'

/** A program's publisher on a broker in memory, with everything that it is handed and tells. */
export interface House {
  broker: FakeBroker
  clock: FakeClock
  devices: Devices
  publisher: Publisher
  remembered: Kept<Remembered>
  resolved: [id: string, totals: RetainedTotals | null][]
  commands: [id: string, command: Command<Rows>][]
  mistaken: string[]
  lines: string[]
  healthy: number
  /** How the run ended: null when it was asked to. */
  ended: Promise<unknown>
  stop: AbortController
  /** Payloads published on a topic by this program, since the last `seen`. */
  sent(topic: string): string[]
  /** The topics that this program published on since the last `seen`, in order. */
  topics(): string[]
  seen(): void
}

interface Options {
  broker?: FakeBroker
  /** Changes what the connection does. */
  through?: (connection: Connection) => Connection
  clock?: FakeClock
  me?: Partial<Instance>
  remembered?: Remembered
  resolveTotals?: (devices: Devices, id: string, totals: RetainedTotals | null) => void
  onCommand?: (id: string, command: Command<Rows>) => void
  mistaken?: string[]
}

export function house(options: Options = {}): House {
  const { broker = fakeBroker(), through = (connection) => connection, clock = fakeClock(), mistaken = [] } = options
  const me = { id: 'us', startedMs: clock.wallMs(), host: 'pi', ...options.me }
  const [devices, stop, { log, lines }] = [new Devices(), new AbortController(), listedLog()]
  devices.add(nodeDescription('house'))
  const kept = {
    value: options.remembered ?? nothingRemembered,
    save: (value: Remembered) => void (kept.value = value),
    flush: async () => undefined,
  }
  let from = 0
  const ours = () => broker.published.slice(from).filter(({ from: client }) => client === me.id)
  const result: House = {
    broker,
    clock,
    devices,
    remembered: kept,
    resolved: [],
    commands: [],
    mistaken,
    lines,
    healthy: 0,
    ended: Promise.resolve(),
    stop,
    publisher: publisher({
      connect: async (will, signal) => through(await broker.client(me.id)(will, signal)),
      node: 'house',
      program: { version: '1.0.0', url: 'https://example.org/energy-monitor' },
      discoveryPrefix: 'homeassistant',
      me,
      devices,
      mistaken: () => mistaken,
      remembered: kept,
      resolveTotals: (id, totals) => {
        result.resolved.push([id, totals])
        options.resolveTotals?.(devices, id, totals)
      },
      onCommand: (id, command) => {
        result.commands.push([id, command])
        options.onCommand?.(id, command)
      },
      clock,
      networkClock: clock,
      log,
    }),
    sent: (topic) => ours().flatMap((message) => (message.topic === topic ? [message.payload] : [])),
    topics: () => ours().map(({ topic }) => topic),
    seen: () => void (from = broker.published.length),
  }
  return result
}

/** Starts a session and lets everything happen that needs no time. */
export async function begin(program: House): Promise<House> {
  program.ended = program.publisher
    .run(program.stop.signal, () => void (program.healthy += 1))
    .then(
      () => null,
      (error: unknown) => error,
    )
  // What is retained has come in when nothing more came for a while.
  await program.clock.advance(100)
  return program
}
