import { openState, type State } from '../../src/runtime/ledger.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { CrashingFiles } from './crashingFiles.ts'
import { listedLog } from './listedLog.ts'

/** A state in memory; with the same `files` it goes on where another one ended. */
export const memoryState = (clock: Clock, files = new CrashingFiles()): Promise<State> =>
  openState({ folder: '/state', files, clock, log: listedLog().log })
