import { createWriteStream } from 'node:fs'
import { sentence } from '../entities/errors.ts'
import { linuxByteLines } from '../hardware/linux/byteLines.ts'
import type { ByteLines } from '../hardware/ports.ts'
import { recordedLines } from '../hardware/recording.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** The serial lines of this machine, all that passes on them written to `record` where a file is named. */
export function machineLines(record: string | null, clock: Clock, log: Log): ByteLines {
  if (record === null) return linuxByteLines
  const file = createWriteStream(record)
  file.on('error', (error) => log.error(`the recording ${record} cannot be written: ${sentence(error)}`))
  return recordedLines(linuxByteLines, (text) => void (file.writable && file.write(text)), clock)
}
