/** The device or its wire did not do what was asked: told once, tried again by the supervisor. The message is one sentence for the user. */
export class DeviceError extends Error {
  override name = 'DeviceError'
}

/** The settings ask for what cannot be: told to the user, never tried again unchanged. The message is one sentence for the user. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The sentence of an error for the log; whatever else was thrown is shown as text. */
export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))
