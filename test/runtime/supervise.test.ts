import { describe, expect, it } from 'vitest'
import { ConfigError, DeviceError } from '../../src/entities/errors.ts'
import { backoff } from '../../src/runtime/backoff.ts'
import { supervise } from '../../src/runtime/supervise.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'

const silent = new DeviceError('does not answer')

/** Runs `attempts` one after the other and forever the last. */
function supervised(...attempts: ((signal: AbortSignal, healthy: () => void) => Promise<void>)[]) {
  const clock = fakeClock()
  const { log, lines } = listedLog()
  const stop = new AbortController()
  const startedAtMs: number[] = []
  const failures: string[] = []
  const done = supervise({
    run: (signal, healthy) => {
      const attempt = attempts[Math.min(startedAtMs.length, attempts.length - 1)]
      startedAtMs.push(clock.monotonicMs())
      return attempt === undefined ? Promise.resolve() : attempt(signal, healthy)
    },
    up: 'online',
    failed: (sentence) => failures.push(sentence),
    clock,
    log,
    signal: stop.signal,
    random: () => 0,
  })
  return { clock, lines, stop, startedAtMs, failures, done }
}

const fails = () => Promise.reject(silent)
const runsFor = (clock: { current: ReturnType<typeof fakeClock> | null }, ms: number, signal: AbortSignal) =>
  clock.current?.sleep(ms, signal)

describe('back-off', () => {
  it('doubles from 1 s to 30 s', () => {
    const waits = backoff(() => 0)
    expect(Array.from({ length: 7 }, () => waits.next().value)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('is shortened by up to half at random', () => {
    expect(backoff(() => 1).next().value).toBe(500)
  })
})

describe('a supervised device', () => {
  it('is started again after growing waits', async () => {
    const { clock, startedAtMs } = supervised(fails)
    await clock.advance(8000)
    expect(startedAtMs).toEqual([0, 1000, 3000, 7000])
  })

  it('is told once when it fails, not at every repetition, and once when it works again', async () => {
    const held: { current: ReturnType<typeof fakeClock> | null } = { current: null }
    const { clock, lines, failures } = supervised(fails, fails, async (signal, healthy) => {
      healthy()
      await runsFor(held, 1e9, signal)
    })
    held.current = clock
    await clock.advance(5000)
    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual(['warn does not answer', 'info works again'])
    expect(failures).toHaveLength(2)
  })

  it('is told once when it works for the first time', async () => {
    const { clock, lines } = supervised((signal, healthy) => {
      healthy()
      healthy()
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    })
    await clock.advance(0)
    expect(lines).toEqual(['info online'])
  })

  it('waits shortly again once it was healthy', async () => {
    const { clock, startedAtMs } = supervised(fails, fails, (_, healthy) => {
      healthy()
      return Promise.reject(silent)
    })
    await clock.advance(5000)
    expect(startedAtMs).toEqual([0, 1000, 3000, 4000, 5000])
  })

  it('is told as a fault of the program, with its stack, when the error is not a device’s', async () => {
    const { clock, lines } = supervised(() => Promise.reject(new TypeError('x is undefined')))
    await clock.advance(0)
    expect(lines[0]).toMatch(/^error x is undefined \(a fault of this program/)
  })

  it('is not started again after a ConfigError', async () => {
    const { clock, startedAtMs, done } = supervised(() => Promise.reject(new ConfigError('no such port')))
    await clock.advance(100_000)
    await done
    expect(startedAtMs).toHaveLength(1)
  })

  it('ends at once with the signal, in a run and in a wait', async () => {
    const { clock, stop, done, startedAtMs } = supervised(fails)
    await clock.advance(500)
    stop.abort()
    await done
    expect(startedAtMs).toHaveLength(1)
  })

  it('counts an end without being asked to as a failure', async () => {
    const { clock, failures } = supervised(() => Promise.resolve())
    await clock.advance(0)
    expect(failures).toEqual(['ended without being asked to'])
  })
})
