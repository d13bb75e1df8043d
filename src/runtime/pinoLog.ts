import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Log, LogFields } from './log.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** The program's log on standard error: a line each for people, or JSON for machines. */
export function pinoLog(level: LogLevel, format: 'text' | 'json'): Log {
  return over(
    format === 'json' ? pino({ level, base: null }, pino.destination({ dest: 2, sync: true })) : pino({ level, base: null }, people()),
  )
}

const people = () =>
  pretty({
    destination: 2,
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
