import { failed, type FromLineThread } from '../../src/hardware/linux/gpio/lineMessages.ts'
import { setValuesRequest } from '../../src/hardware/linux/gpio/layout.ts'
import type { LinePiece } from '../../src/hardware/linux/gpio/linePieces.ts'
import { LinePlaying } from '../../src/hardware/linux/gpio/linePlaying.ts'
import type { StartLineThread } from '../../src/hardware/linux/gpio/lineThread.ts'
import type { FakeGpioKernel } from './fakeGpioKernel.ts'

/** Threads that play on the lines of a fake kernel, by its clock, when they are told to. One at a time. */
export interface FakeLineThreads {
  readonly start: StartLineThread
  /** What waits to be played. */
  readonly posted: readonly LinePiece[]
  /** What became of them, with how many descriptors were open then. */
  readonly story: readonly string[]
  /** It never says that it is ready. */
  isSilent: boolean
  /** Plays the oldest piece that waits. */
  play(): void
  /** Plays until nothing waits. */
  playAll(): void
  die(error: Error): void
}

export function fakeLineThreads(kernel: FakeGpioKernel): FakeLineThreads {
  const posted: LinePiece[] = []
  const story: string[] = []
  let played: (piece: LinePiece) => FromLineThread = () => ({ kind: 'ready' })
  let say: (message: FromLineThread) => void = () => undefined
  let kill: (error: Error) => void = () => undefined

  function onLine(line: number) {
    const clock = { nowUs: () => kernel.now, waitUntil: (atUs: number) => void (kernel.now = Math.max(kernel.now, atUs)) }
    const playing = new LinePlaying(clock, (values) => kernel.control(line, setValuesRequest, Buffer.from(values)))
    return (piece: LinePiece): FromLineThread => {
      try {
        return { kind: 'played', ...playing.play(piece) }
      } catch (error) {
        return failed(error)
      }
    }
  }

  const threads: FakeLineThreads = {
    posted,
    story,
    isSilent: false,
    start(line) {
      story.push(`started with ${kernel.descriptors.size} open`)
      played = onLine(line)
      return {
        post: (piece) => void posted.push(piece),
        listen(listener) {
          say = listener
          if (!threads.isSilent) queueMicrotask(() => listener({ kind: 'ready' }))
        },
        died: new Promise((resolve) => void (kill = resolve)),
        end: () => void story.push(`ended with ${kernel.descriptors.size} open`),
      }
    },
    play() {
      const piece = posted.shift()
      if (piece !== undefined) say(played(piece))
    },
    playAll() {
      while (posted.length > 0) threads.play()
    },
    die: (error) => kill(error),
  }
  return threads
}
