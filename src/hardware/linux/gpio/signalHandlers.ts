type Listener = (...given: unknown[]) => void

/** Where signals arrive: the process. */
export interface Signals {
  eventNames(): readonly (string | symbol)[]
  rawListeners(name: string): readonly unknown[]
  removeAllListeners(name: string): unknown
  on(name: string, listener: Listener): unknown
}

/**
 * Has the kernel hand signals to Node again: pigpio's initialisation takes all of them, and would end the program at the next one.
 * Node asks the kernel for a signal with its first listener only, so all are taken off and put on again.
 */
export function takeSignalsBack(signals: Signals = process): void {
  for (const name of signals.eventNames()) {
    if (typeof name !== 'string' || !name.startsWith('SIG')) continue
    const listeners = signals.rawListeners(name).filter(isListener)
    signals.removeAllListeners(name)
    for (const listener of listeners) signals.on(name, listener)
  }
}

const isListener = (value: unknown): value is Listener => typeof value === 'function'
