import { closeSync, constants as file, openSync, readdirSync } from 'node:fs'
import { constants } from 'node:os'
import { type Kernel, monotonicUs } from './kernel.ts'

const names = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))
/** F_SETFL of fcntl(2). */
const setFlags = 4
/** PR_SET_TIMERSLACK of prctl(2), in ns; 0 would be what is usual. */
const setTimerSlack = 29
const leastSlackNs = 1

/** The kernel by way of the C library that Node itself runs on. Rejects where koffi does not load. */
export async function koffiKernel(): Promise<Kernel> {
  const { default: koffi } = await import('koffi')
  const library = koffi.load(null)
  const ioctl = library.func('int ioctl(int, unsigned long, ...)')
  const fcntl = library.func('int fcntl(int, int, ...)')
  const prctl = library.func('int prctl(int, ...)')
  const read = library.func('long read(int, void *, size_t)')

  /** What a call gave, where it did not fail. */
  function checked(call: string, result: unknown): number {
    const value = Number(result)
    if (value >= 0) return value
    const code = names.get(koffi.errno()) ?? `E${koffi.errno()}`
    throw Object.assign(new Error(`${call}: ${code}`), { code })
  }

  return {
    list: (folder) => readdirSync(folder),
    open: (path) => openSync(path, file.O_RDWR),
    close: closeSync,
    control(descriptor, request, struct) {
      checked('ioctl', ioctl(descriptor, request, 'void *', struct))
    },
    nonBlocking(descriptor) {
      // One that may wait would hold a thread for as long as its line is silent, and the program's end with it.
      checked('fcntl', fcntl(descriptor, setFlags, 'int', file.O_NONBLOCK))
    },
    read(descriptor, into) {
      const count = Number(read(descriptor, into, into.length))
      return count < 0 && koffi.errno() === constants.errno.EAGAIN ? null : checked('read', count)
    },
    wakeAtOnce() {
      checked('prctl', prctl(setTimerSlack, 'unsigned long', leastSlackNs))
    },
    nowUs: monotonicUs,
  }
}
