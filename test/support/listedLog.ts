import type { Log } from '../../src/runtime/log.ts'

/** A log that lists its lines as "level about: text", for looking at in tests. */
export function listedLog(): { log: Log; lines: string[] } {
  const lines: string[] = []
  const over = (prefix: string): Log => {
    const at = (level: string) => (text: string) => void lines.push(`${level} ${prefix}${text}`)
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), about: (name) => over(`${name}: `) }
  }
  return { log: over(''), lines }
}
