import { openSync, writeSync } from 'node:fs'
import { ConfigError, sentence } from '../entities/errors.ts'
import { linuxByteLines } from '../hardware/linux/byteLines.ts'
import type { ByteLines } from '../hardware/ports.ts'
import { recordedLines } from '../hardware/recording.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** The serial lines of this machine, all that passes on them written to `record` where a file is named. Throws a ConfigError where that cannot be made. */
export function machineLines(record: string | null, clock: Clock, log: Log): ByteLines {
  return record === null ? linuxByteLines : recordedLines(linuxByteLines, writer(record, log), clock)
}

/** Writes at once, so that nothing is lost however the program ends; a disk that takes no more ends the recording, not the program. */
function writer(file: string, log: Log): (text: string) => void {
  let open: number | null = created(file)
  return (text) => {
    if (open === null) return
    try {
      writeSync(open, text)
    } catch (error) {
      open = null
      log.error(`the recording ${file} ends here, it cannot be written: ${sentence(error)}`)
    }
  }
}

function created(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    throw new ConfigError(`the recording ${file} cannot be made: ${sentence(error)}`)
  }
}
