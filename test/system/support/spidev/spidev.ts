import { type Bus, clock, type Wired } from './bus.ts'
import type { Caller, Change, IoctlCall } from './caller.ts'
import { type ErrorName, errorNumbers, KernelError } from './kernelError.ts'
import { mcp3208 } from './mcp3208.ts'
import { monotonicUs, waitUntil } from './modelTime.ts'
import { type Recorder, recorder } from './record.ts'
import { checkTransfers, parseTransfers, transferBytes } from './transfer.ts'

export interface SpidevOptions {
  /** spidev's parameter of that name: what all transfers of a message may come to, each way. */
  readonly bufsiz: number
  /** What each transfer's length is rounded up to: 128 on a 64-bit Pi, 64 on ARMv7. */
  readonly alignmentBytes: number
  /** How long chip select stays high after a transfer. */
  readonly chipSelectUs: number
}

/** One /dev/spidevB.N with an MCP3208 on it. */
export interface Spidev {
  readonly chip: ReturnType<typeof mcp3208>
  readonly recorder: Recorder
  /** Serves one open file until it is closed. */
  serve(caller: Caller): Promise<void>
  /** What is open fails with this from now on, for ever; what is opened later works. */
  unplug(error: ErrorName): void
}

/** What the driver sets a device to, until it is set again. The Pi's device tree allows 125 MHz. */
const fresh = { mode: 0, bitsPerWord: 8, maxSpeedHz: 125_000_000 }

/** SPI_CPHA, SPI_CPOL, SPI_CS_HIGH, SPI_3WIRE, SPI_NO_CS: what the Pi's controller knows. */
const knownModes = 0x57

/** Behaves as drivers/spi/spidev.c of Linux 6 does, as far as programs can tell. */
export function spidev(bus: Bus, options: SpidevOptions): Spidev {
  const [chip, recorded] = [mcp3208(), recorder()]
  const wired: Wired = { chip, selected: false }
  let settings = { ...fresh }
  let gone: { error: ErrorName | null } = { error: null }

  async function message(call: IoctlCall, caller: Caller): Promise<void> {
    const bytes = sizeOf(call)
    if (bytes % transferBytes !== 0) throw new KernelError('EINVAL')
    const [memory] = bytes === 0 ? [] : await caller.read([{ address: call.address, bytes }])
    const transfers = parseTransfers(memory ?? new Uint8Array(), settings)
    checkTransfers(transfers, options.bufsiz, options.alignmentBytes)
    const sending = transfers.filter((transfer) => transfer.sentAddress !== 0)
    const read = await caller.read(sending.map(({ sentAddress: address, bytes: length }) => ({ address, bytes: length })))
    const sent = transfers.map((transfer) => read[sending.indexOf(transfer)] ?? new Uint8Array(transfer.bytes))

    const clocked = clock(bus, wired, transfers, sent, { atUs: call.receivedUs, chipSelectUs: options.chipSelectUs })
    const changes = transfers.flatMap(({ receivedAddress: address }, index) => change(address, clocked.received[index]))
    let repliedUs = 0
    await caller.reply(total(transfers), 0, changes, async () => {
      await waitUntil(clocked.endUs)
      repliedUs = monotonicUs()
    })
    if (transfers.length > 0) recorded.message(settings, transfers, sent, clocked, { receivedUs: call.receivedUs, repliedUs })
  }

  async function answer(call: IoctlCall, caller: Caller, error: ErrorName | null): Promise<void> {
    if (error !== null) throw new KernelError(error)
    if (!call.isIoctl) throw new KernelError('EOPNOTSUPP')
    if (magicOf(call) !== 'k') throw new KernelError('ENOTTY')
    if (numberOf(call) === 0) return message(call, caller)
    const setting = settingOf(call)
    if (isWritten(call)) {
      const [memory] = await caller.read([{ address: call.address, bytes: sizeOf(call) }])
      settings = changed(settings, setting, littleEndian(memory ?? []))
      return caller.reply(0, 0, [], () => undefined)
    }
    const value = setting === 'lsbFirst' ? 0 : settings[setting]
    return caller.reply(0, 0, change(call.address, bytesOf(value, sizeOf(call))), () => undefined)
  }

  return {
    chip,
    recorder: recorded,
    async serve(caller) {
      recorded.opened()
      const device = gone
      for (let call = await caller.request(); call !== null; call = await caller.request()) {
        try {
          await answer(call, caller, device.error)
        } catch (error) {
          if (!(error instanceof KernelError)) throw error
          recorded.failed(error.code)
          await caller.reply(-1, errorNumbers[error.code], [], () => undefined)
        }
      }
    },
    unplug(error) {
      gone.error = error
      gone = { error: null }
      settings = { ...fresh }
      wired.selected = false
    },
  }
}

// An ioctl's number carries its direction, the size of what its argument points to, the driver's letter and a number (<asm-generic/ioctl.h>).
const isWritten = ({ request }: IoctlCall): boolean => ((request >>> 30) & 1) !== 0
const sizeOf = ({ request }: IoctlCall): number => (request >>> 16) & 0x3fff
const magicOf = ({ request }: IoctlCall): string => String.fromCodePoint((request >>> 8) & 0xff)
const numberOf = ({ request }: IoctlCall): number => request & 0xff

type Settings = typeof fresh

/** SPI_IOC_(RD|WR)_MODE, _LSB_FIRST, _BITS_PER_WORD, _MAX_SPEED_HZ, _MODE32. */
function settingOf(call: IoctlCall): keyof Settings | 'lsbFirst' {
  const setting = ([null, 'mode', 'lsbFirst', 'bitsPerWord', 'maxSpeedHz', 'mode'] as const)[numberOf(call)]
  if (setting === undefined || setting === null) throw new KernelError('ENOTTY')
  return setting
}

function changed(settings: Settings, setting: keyof Settings | 'lsbFirst', value: number): Settings {
  const refused =
    (setting === 'lsbFirst' && value !== 0) ||
    (setting === 'mode' && (value & ~knownModes) !== 0) ||
    (setting === 'bitsPerWord' && value !== 0 && value !== 8) ||
    (setting === 'maxSpeedHz' && value === 0)
  if (refused) throw new KernelError('EINVAL')
  if (setting === 'lsbFirst') return settings
  return { ...settings, [setting]: setting === 'bitsPerWord' ? 8 : value }
}

const littleEndian = (memory: Iterable<number>): number => [...memory].reduceRight((value, byte) => value * 256 + byte, 0)

const bytesOf = (value: number, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, index) => (value >>> (8 * index)) & 0xff)

const change = (address: number, memory: Uint8Array | undefined): Change[] =>
  address === 0 || memory === undefined ? [] : [{ address, memory }]

const total = (transfers: readonly { readonly bytes: number }[]): number => transfers.reduce((sum, { bytes }) => sum + bytes, 0)
