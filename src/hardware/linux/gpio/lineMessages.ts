import { sentence } from '../../../entities/errors.ts'
import { errnoName } from '../spiErrors.ts'
import type { PlayedPiece } from './linePlaying.ts'

/** What the thread is started with. */
export interface LineThreadData {
  /** The descriptor of its lines, which belongs to the whole process. */
  readonly line: number
  /** Of the gate to the kernel. */
  readonly memory: SharedArrayBuffer
}

/** What the thread says of its pieces, in their order. After a failure it plays no more. */
export type FromLineThread =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'played' } & PlayedPiece)
  | { readonly kind: 'failed'; readonly code: string | null; readonly message: string }

/** An error as plain data: between threads its code is lost. */
export const failed = (error: unknown): FromLineThread => ({ kind: 'failed', code: errnoName(error), message: sentence(error) })

export const errorOf = ({ code, message }: Extract<FromLineThread, { kind: 'failed' }>): Error =>
  Object.assign(new Error(message), code === null ? {} : { code })
