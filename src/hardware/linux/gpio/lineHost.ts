import { parentPort, workerData } from 'node:worker_threads'
import { kernelGate } from '../kernelGate.ts'
import type { Kernel } from './kernel.ts'
import { koffiKernel } from './koffiKernel.ts'
import { setValuesRequest } from './layout.ts'
import { failed, type FromLineThread, type LineThreadData } from './lineMessages.ts'
import type { LinePiece } from './linePieces.ts'
import { LinePlaying } from './linePlaying.ts'
import { playingClock } from './playingClock.ts'

/** What playing asks of the kernel. */
export type PlayingKernel = Pick<Kernel, 'control' | 'nowUs' | 'wakeAtOnce'>

/** What the thread that plays pieces runs. */
export async function hostLines(load: () => Promise<PlayingKernel> = koffiKernel): Promise<void> {
  const port = parentPort
  if (port === null) throw new Error('the thread that plays pieces is no program of its own')
  const { line, memory }: LineThreadData = workerData
  const tell = (message: FromLineThread) => port.postMessage(message)
  try {
    const playing = gatedPlaying(await load(), line, memory)
    let hasFailed = false
    port.on('message', (piece: LinePiece) => {
      if (hasFailed) return
      const message = played(playing, piece)
      hasFailed = message.kind === 'failed'
      tell(message)
    })
    tell({ kind: 'ready' })
  } catch (error) {
    tell(failed(error))
  }
}

/** Through the gate: once that is closed, the number of the descriptor may be another file's. */
function gatedPlaying(kernel: PlayingKernel, line: number, memory: SharedArrayBuffer): LinePlaying {
  const gate = kernelGate(memory)
  kernel.wakeAtOnce()
  return new LinePlaying(playingClock(kernel.nowUs), (values) => {
    gate.enter()
    try {
      kernel.control(line, setValuesRequest, Buffer.from(values.buffer, values.byteOffset, values.byteLength))
    } finally {
      gate.leave()
    }
  })
}

function played(playing: LinePlaying, piece: LinePiece): FromLineThread {
  try {
    return { kind: 'played', ...playing.play(piece) }
  } catch (error) {
    return failed(error)
  }
}
