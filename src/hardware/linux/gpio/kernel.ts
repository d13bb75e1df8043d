/** What reads without waiting. Every function may throw an Error whose `code` is the kernel's ("ENODEV"). */
export interface Readable {
  /** How many bytes came; null: none wait now; 0: there will be no more. */
  read(descriptor: number, into: Buffer): number | null
  close(descriptor: number): void
}

/** What is asked of the kernel for a GPIO chip. Every function may throw as above. */
export interface Kernel extends Readable {
  /** The files of a folder. */
  list(folder: string): readonly string[]
  /** Opens for reading and writing. */
  open(path: string): number
  /** ioctl(2); the kernel reads and writes `struct`. */
  control(descriptor: number, request: number, struct: Buffer): void
  /** From now on a read of it does not wait. */
  nonBlocking(descriptor: number): void
  /** From now on this thread is woken when its time has come, not by up to 50 us later together with others. */
  wakeAtOnce(): void
  /** CLOCK_MONOTONIC, microseconds. */
  nowUs(): number
}

/** CLOCK_MONOTONIC, microseconds: libuv reads it for process.hrtime on Linux. */
export function monotonicUs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e6 + nanoseconds / 1000
}
