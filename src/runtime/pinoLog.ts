import type { Writable } from 'node:stream'
import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Log, LogFields } from './log.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** The program's log: a line each for people, or JSON for machines; on standard error where no other stream is given. */
export function pinoLog(level: LogLevel, format: 'text' | 'json', to?: Writable): Log {
  const destination = format === 'json' ? pino.destination({ dest: 2, sync: true }) : people(to)
  return over(pino({ level, base: null }, destination))
}

const people = (to: Writable | undefined) =>
  pretty({
    destination: to ?? 2,
    sync: true,
    colorize: process.stderr.isTTY,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'about',
    messageFormat: (fields, messageKey) => [fields['about'], fields[messageKey]].filter(Boolean).join(': '),
  })

function over(logger: Logger): Log {
  const at = (level: LogLevel) => (text: string, fields?: LogFields) => logger[level](fields ?? {}, text)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), about: (about) => over(logger.child({ about })) }
}
