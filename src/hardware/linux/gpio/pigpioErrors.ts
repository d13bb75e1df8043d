import { DeviceError, sentence } from '../../../entities/errors.ts'

/** What `act` throws is a DeviceError that names the pins. */
export function orFailed<T>(pins: readonly number[], act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw pinFailed(pins, error)
  }
}

export const pinFailed = (pins: readonly number[], error: unknown) =>
  error instanceof DeviceError ? error : new DeviceError(`${named(pins)} failed: ${sentence(error)}`, { cause: error })

const named = (pins: readonly number[]) => (pins.length === 1 ? `pin ${pins[0]}` : `pins ${pins.join(', ')}`)
