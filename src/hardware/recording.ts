import type { Clock } from '../runtime/clock.ts'
import type { ByteLine, ByteLines } from './ports.ts'

/**
 * Lines whose bytes are also written down, so that what happened on somebody's bus can be answered again in a test.
 * JSON lines: first `{"version":1,"started":"2026-06-01T12:00:00.000Z"}`, then for every chunk `{"ms":12.3,"port":"/dev/ttyUSB0",">":"0104…"}`
 * in hex without blanks: `>` to the devices, `<` from them, `ms` since the start. `write` gets whole lines, their end included.
 */
export function recordedLines(lines: ByteLines, write: (text: string) => void, clock: Clock): ByteLines {
  const startMs = clock.monotonicMs()
  const note = (entry: object) => write(`${JSON.stringify(entry)}\n`)
  note({ version: 1, started: new Date(clock.wallMs()).toISOString() })

  return {
    identify: (port) => lines.identify(port),
    open: async (port, mode) => {
      const pass = (direction: '>' | '<', bytes: Uint8Array) => {
        const ms = Math.round((clock.monotonicMs() - startMs) * 10) / 10
        note({ ms, port, [direction]: Buffer.from(bytes).toString('hex') })
      }
      return recordedLine(await lines.open(port, mode), pass)
    },
  }
}

function recordedLine(line: ByteLine, pass: (direction: '>' | '<', bytes: Uint8Array) => void): ByteLine {
  return {
    closed: line.closed,
    close: () => line.close(),
    write: (bytes) => {
      pass('>', bytes)
      return line.write(bytes)
    },
    listen: (listener) =>
      line.listen((bytes) => {
        pass('<', bytes)
        listener(bytes)
      }),
  }
}
