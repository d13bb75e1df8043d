import type { NextPiece, WavePlayer } from '../../ports.ts'
import { LineFeed } from './lineFeed.ts'
import { errorOf } from './lineMessages.ts'
import type { LineThread } from './lineThread.ts'

/** Lines of one request that a thread plays on. */
export interface PlayedLines {
  readonly pins: readonly number[]
  readonly thread: LineThread
  readonly nowUs: () => number
  /** What a failure of the thread means to the user. */
  readonly gone: (error: Error) => Error
  /** Gives the lines back. */
  readonly release: () => void
}

/** Plays on lines, which it gives back at its end; resolves when the thread has started. Rejects as `ended` does. */
export async function lineWaves(lines: PlayedLines, next: NextPiece, signal: AbortSignal): Promise<WavePlayer> {
  const { end, ended, isOver } = oneEnd(lines, signal)
  const feed = new LineFeed(lines.thread, lines.pins, next, lines.nowUs)

  /** What `next` throws ends the playing. */
  function feeding(act: () => void): void {
    try {
      if (!isOver()) act()
    } catch (error) {
      end(error)
    }
  }

  const ready = new Promise<void>((resolve) => {
    lines.thread.listen((message) => {
      if (message.kind === 'failed') end(lines.gone(errorOf(message)))
      else if (message.kind === 'ready') resolve()
      else feeding(() => feed.played(message.endUs))
    })
  })
  await Promise.race([ready, ended])
  return { exact: false, ended, wake: () => feeding(() => feed.wake()), rest: () => Promise.race([feed.rest(), ended]) }
}

/** Whatever comes first ends it: the signal, the thread's death, or whoever calls `end`. */
function oneEnd({ thread, release }: PlayedLines, signal: AbortSignal) {
  const over = new AbortController()
  const ended = new Promise<never>((_, reject) => {
    over.signal.addEventListener('abort', () => reject(over.signal.reason), { once: true })
  })
  ended.catch(() => undefined)

  function end(reason: unknown): void {
    if (over.signal.aborted) return
    // In this order: afterwards the thread uses the descriptor no more.
    thread.end()
    release()
    over.abort(reason)
  }

  void thread.died.then(end)
  signal.addEventListener('abort', () => end(signal.reason), { once: true, signal: over.signal })
  return { end, ended, isOver: () => over.signal.aborted }
}
