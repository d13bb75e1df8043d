import type { Done, SpiLibrary } from './spiLibrary.ts'

/**
 * How many calls of a thread are in the kernel, in memory that another thread sees. A thread that is ended with one of them under way
 * takes the whole program down (Node asserts that its loop is empty; spi-device's calls are not of those that Node waits for).
 */
export interface KernelGate {
  /** Throws once it is closed. */
  enter(): void
  leave(): void
  /** From the other thread: lets nobody in any more and blocks until nobody is in, for `limitMs` at most; whether nobody is. */
  close(limitMs: number): boolean
}

const inside = 0
const closed = 1

export const gateMemory = (): SharedArrayBuffer => new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)

export function kernelGate(memory: SharedArrayBuffer): KernelGate {
  const cells = new Int32Array(memory)

  function leave(): void {
    Atomics.sub(cells, inside, 1)
    Atomics.notify(cells, inside)
  }

  return {
    leave,
    enter() {
      // In this order: whoever closes then sees either this one inside or is seen by it.
      Atomics.add(cells, inside, 1)
      if (Atomics.load(cells, closed) === 0) return
      leave()
      throw new Error('the program ends: nothing more is handed to the kernel')
    },
    close(limitMs) {
      Atomics.store(cells, closed, 1)
      for (let count = Atomics.load(cells, inside); count > 0; count = Atomics.load(cells, inside)) {
        if (Atomics.wait(cells, inside, count, limitMs) === 'timed-out') return false
      }
      return true
    },
  }
}

/** The library with all its calls to the kernel through the gate. */
export const gatedLibrary = (library: SpiLibrary, gate: KernelGate): SpiLibrary => ({
  open(bus, chipSelect, options, opened) {
    const handle = through(gate, opened, (done) => library.open(bus, chipSelect, options, done))
    return {
      transfer: (message, transferred) => through(gate, transferred, (done) => handle.transfer(message, done)),
      close: (over) => through(gate, over, (done) => handle.close(done)),
    }
  },
})

function through<T>(gate: KernelGate, done: Done, call: (done: Done) => T): T {
  gate.enter()
  try {
    return call((error) => {
      gate.leave()
      done(error)
    })
  } catch (error) {
    gate.leave()
    throw error
  }
}
