/** The wires as the inside sees them. Adapters in linux/ and simulated/ implement these; only compose/ names an adapter. */

export interface SerialMode {
  baudRate: number
  dataBits: 8
  stopBits: 1 | 2
  parity: 'none' | 'even' | 'odd'
}

/** One open line of bytes (a serial port, a TCP connection). Single use: once closed it stays closed and the next `open` starts clean. */
export interface ByteLine {
  /** Resolves when the bytes have been handed to the wire; rejects with a DeviceError when the line is closed or breaks. */
  write(bytes: Uint8Array): Promise<void>
  /** Who gets what arrives, in chunks as they come. One listener; bytes before it is set are dropped. */
  listen(listener: (bytes: Uint8Array) => void): void
  /** Idempotent; resolves when the port is free for another program. */
  close(): Promise<void>
  /** Resolves once: null after `close()`, a DeviceError when the line broke by itself. */
  readonly closed: Promise<Error | null>
}

export interface ByteLines {
  /** The bus that a port, as written in the settings, is now: the same string for two names of one port. Rejects with a DeviceError where there is none. */
  identify(port: string): Promise<string>
  /** Rejects with a DeviceError whose sentence says what to do (no such port, no permission, used by another program). `mode` says nothing to a TCP line. */
  open(port: string, mode: SerialMode): Promise<ByteLine>
}

/** A chip on SPI that converts on request, sampled without pause by the thread that owns SPI. */
export interface SamplingPlan {
  /** /dev/spidevB.N */
  readonly device: string
  readonly clockHz: number
  readonly mode: 0 | 1 | 2 | 3
  /** What is sent for each conversion, all of one length, in the order of sampling, which repeats; as many bytes come back. Chip select goes high after each. */
  readonly sweep: readonly Uint8Array[]
}

/** Who takes in the samples, beside the sampling: by its name in the list of compose/, as another thread knows no functions of ours. `options` is plain data. */
export interface ProcessorChoice {
  readonly name: string
  readonly options: unknown
}

/** What is sampled now. */
export interface Sampling {
  /** What the processor gives out, plain data. Rejects with a DeviceError when the bus or the processor fails, with the signal's reason when that ends it. */
  readonly results: AsyncIterable<unknown>
  /** Asks the processor. Rejects with its DeviceError. */
  ask(question: unknown): Promise<unknown>
}

export interface SpiBuses {
  /** Samples until the signal. A chip may be sampled once at a time. */
  sample(plan: SamplingPlan, processor: ProcessorChoice, signal: AbortSignal): Sampling
}

/** Some conversions of a sweep that were clocked without a gap. */
export interface Batch {
  /** As many bytes a conversion as were sent. Valid until `take` returns. */
  readonly received: Uint8Array
  readonly conversions: number
  /** Which conversion of the sweep the first one is; after the last one of the sweep the first one follows. */
  readonly first: number
  /** When its clocking began and ended, microseconds of a monotonic clock, as well as that can be told. */
  readonly startUs: number
  readonly endUs: number
}

/** Takes in one chip's samples. It runs where they are taken: nothing in it may wait. */
export interface Processor {
  /** How long to pause before the next batch, in ms; 0: not at all. May throw a DeviceError, which ends the sampling. */
  take(batch: Batch): number
  /** Answers a question with plain data. May throw a DeviceError. */
  ask(question: unknown): unknown
}

/** Makes a processor; `give` hands a result, plain data, to whoever asked for the sampling. */
export type ProcessorFactory = (options: unknown, give: (result: unknown) => void) => Processor

export type Level = 0 | 1

/** An input on a pin. */
export interface InputPin {
  /** BCM number: the line's offset on the SoC's own GPIO chip. */
  readonly pin: number
  readonly bias: 'up' | 'down' | 'none'
  /** A level that lasts shorter is no level; 0: all are. */
  readonly steadyUs: number
  /** Who uses it, as other programs see it. */
  readonly consumer: string
}

export interface Edge {
  /** After the edge. */
  readonly level: Level
  /** By the hardware's own monotonic clock, microseconds. */
  readonly atUs: number
}

/** What was read of an input at once. Each level differs from the one before it, also after a loss. */
export interface Edges {
  /** In the order of their times. */
  readonly edges: readonly Edge[]
  /** Edges that came before these and were lost, as the sequence numbers show, before any filter; 0: none. */
  readonly lost: number
  /** By the same clock: there is no further edge up to then. */
  readonly untilUs: number
}

export interface GpioInput {
  /** When it was opened. */
  readonly level: Level
  /** Also without edges it tells every tenth of a second or so up to when there were none. Rejects with a DeviceError when the pin has gone, with the signal's reason when that ends it. */
  readonly edges: AsyncIterable<Edges>
}

export interface GpioOutput {
  /** Takes effect at once. Throws a DeviceError when the pin has gone. */
  set(level: Level): void
}

/** A change of an output. */
export interface LevelChange {
  readonly pin: number
  readonly level: Level
  /** After the begin of its piece, whole microseconds. */
  readonly atUs: number
}

/** Some time in the life of outputs that are driven together. */
export interface WavePiece {
  /** Whole microseconds, at most `longestPieceUs`. */
  readonly durationUs: number
  /** By their times, which lie within the piece; at most `mostChanges`. One pin changes at most once in a microsecond. */
  readonly changes: readonly LevelChange[]
}

export const longestPieceUs = 20_000
/** Four motors at 7 200 steps a second, and what turns them round. */
export const mostChanges = 1_280

/**
 * Says what follows; null: the outputs stay as they are until `wake`. `joined`: the piece follows the one before it without a gap;
 * false: it begins after a rest, also one that nobody wanted, as the program was held up.
 */
export type NextPiece = (joined: boolean) => WavePiece | null

/** Outputs that are driven together, all low at first. */
export interface WaveOutputs {
  /** BCM numbers. */
  readonly pins: readonly number[]
  readonly consumer: string
}

export interface WavePlayer {
  /** Each change comes at its time, by the hardware. Else some come late, and all that follow with them: never is the time between two of them shorter than planned. */
  readonly exact: boolean
  /** Asks for the next piece where nothing plays. It is asked by itself ahead of the end of what plays. */
  wake(): void
  /** Resolves when all that was said has been played and nothing follows, at once where nothing plays; rejects as `ended` does. */
  rest(): Promise<void>
  /** Rejects with a DeviceError when no more can be played, with the signal's reason when that ends it. */
  readonly ended: Promise<never>
}

/** The pins of the board. A pin is released when its signal is aborted. All reject with a DeviceError whose sentence says what to do (no such pin, taken by whom, no permission, what is missing). */
export interface Gpio {
  input(pin: InputPin, signal: AbortSignal): Promise<GpioInput>
  output(pin: number, level: Level, consumer: string, signal: AbortSignal): Promise<GpioOutput>
  /** Plays what `next` says, first when it is woken. Aborted in the middle of a piece it stops dead. */
  waves(outputs: WaveOutputs, next: NextPiece, signal: AbortSignal): Promise<WavePlayer>
}
