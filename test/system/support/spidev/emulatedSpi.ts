import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChipDescription } from './mcp3208.ts'
import { type Seen, seenSchema } from './record.ts'
import { type BusServer, startBusServer } from './busServer.ts'
import type { SpidevOptions } from './spidev.ts'
import { environmentOf, testbed } from './testbed.ts'

export interface EmulatedSpiOptions extends Partial<SpidevOptions> {
  /** By path, `/dev/spidevB.N`. */
  readonly devices: Readonly<Record<string, ChipDescription>>
}

/** Emulated /dev/spidevB.N with an MCP3208 each, for programs started with `env`. Each method resolves once what it says is in force. */
export interface EmulatedSpi extends AsyncDisposable {
  /** What the program's environment needs, beside the rest. */
  readonly env: Readonly<Record<string, string>>
  seen(device: string): Promise<Seen>
  /** Begins to count anew. */
  forget(device: string): Promise<void>
  /** Changes the channels that are named, and the faults if they are. */
  set(device: string, chip: Partial<ChipDescription>): Promise<void>
  /** The path is gone; the ioctls of who has it open fail with ENODEV, or with what a kernel without an overlay's device says: ESHUTDOWN. */
  unplug(device: string, error?: 'ENODEV' | 'ESHUTDOWN'): Promise<void>
  /** The path is there again; who still has the old one open must open it anew. */
  plug(device: string): Promise<void>
  /** To be called when the programs have ended: umockdev ends those that are left. */
  stop(): Promise<void>
}

/** As on a 64-bit Pi, with the shortest chip select that an MCP3208 allows (0.5 us, DS21298E, table 1-1) and some of the driver's time. */
const defaults: SpidevOptions = { bufsiz: 4096, alignmentBytes: 128, chipSelectUs: 1 }

export async function emulatedSpi({ devices, ...given }: EmulatedSpiOptions): Promise<EmulatedSpi> {
  const options = { ...defaults, ...given }
  const folder = await mkdtemp(join(tmpdir(), 'spi-'))
  const servers = new Map<string, BusServer>()
  const stop = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  const on = (device: string): BusServer => {
    const server = servers.get(busOf(device))
    if (server === undefined) throw new Error(`${device} is not emulated`)
    return server
  }
  const set = async (device: string, chip: Partial<ChipDescription>): Promise<void> =>
    void (await on(device).tell({ do: 'set', device, chip }))
  try {
    const names = Object.keys(devices)
    await testbed(folder).layOut(names, options.bufsiz)
    for (const bus of new Set(names.map(busOf))) {
      servers.set(bus, startBusServer({ folder, devices: names.filter((name) => busOf(name) === bus), options }))
    }
    await Promise.all(Object.entries(devices).map(([device, chip]) => set(device, chip)))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    env: environmentOf(folder),
    seen: async (device) => seenSchema.parse(await on(device).tell({ do: 'seen', device })),
    forget: async (device) => void (await on(device).tell({ do: 'forget', device })),
    set,
    unplug: async (device, error = 'ENODEV') => void (await on(device).tell({ do: 'unplug', device, error })),
    plug: async (device) => void (await on(device).tell({ do: 'plug', device })),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function busOf(device: string): string {
  const bus = /^\/dev\/spidev(\d+)\.\d+$/.exec(device)?.[1]
  if (bus === undefined) throw new Error(`${device} is not the name of an SPI device`)
  return bus
}
