import { closeSync, constants, openSync, readSync } from 'node:fs'
import { errnoName } from '../spiErrors.ts'
import type { Readable } from './kernel.ts'

/** Pipes by Node alone: for the boards that koffi is not made for. */
export interface Pipes extends Readable {
  /** Opens for reading without waiting. */
  open(path: string): number
}

export const pipes: Pipes = {
  open: (path) => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
  close: closeSync,
  read(descriptor, into) {
    try {
      return readSync(descriptor, into)
    } catch (error) {
      if (errnoName(error) === 'EAGAIN') return null
      throw error
    }
  },
}
