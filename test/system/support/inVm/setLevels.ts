import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Level } from './simulatedChip.ts'

const tracing = '/sys/kernel/tracing'
/** The kernel numbers the lines of its first chip from here on. */
const firstLine = 512

/** A level that a program has set. */
export interface SetLevel {
  readonly offset: number
  readonly level: Level
  /** When the kernel set it, by CLOCK_MONOTONIC, whole microseconds. */
  readonly atUs: number
}

/** From now on the kernel notes each level that is set on a line of its first chip. */
export function noteLevels(): void {
  if (!existsSync(join(tracing, 'events'))) execFileSync('mount', ['-t', 'tracefs', 'tracefs', tracing])
  writeFileSync(join(tracing, 'trace_clock'), 'mono')
  writeFileSync(join(tracing, 'events/gpio/gpio_value/enable'), '1')
}

/** What was set since this was asked last, in order. */
export function notedLevels(): SetLevel[] {
  const noted = readFileSync(join(tracing, 'trace'), 'utf8').matchAll(/ (\d+)\.(\d{6}): gpio_value: (\d+) set ([01])/g)
  const levels = [...noted].map(([, seconds, us, line, level]): SetLevel => ({
    offset: Number(line) - firstLine,
    level: level === '1' ? 1 : 0,
    atUs: Number(seconds) * 1e6 + Number(us),
  }))
  writeFileSync(join(tracing, 'trace'), '')
  return levels
}
