/** A structured log. The text is the user's sentence; fields are for machines. Secrets never. */
export interface Log {
  debug(text: string, fields?: LogFields): void
  info(text: string, fields?: LogFields): void
  warn(text: string, fields?: LogFields): void
  error(text: string, fields?: LogFields): void
  /** The same log, every line marked with whom it is about ("boiler", "broker"). */
  about(name: string): Log
}

export type LogFields = Readonly<Record<string, unknown>>
