import { DeviceError } from '../../entities/errors.ts'
import { Garbled, ModbusException, Silence } from '../../protocols/modbus/modbus.ts'
import type { PzemSettings } from './settings.ts'

/** The meter answered with what a living meter cannot measure. */
export class Implausible extends DeviceError {
  override name = 'Implausible'
}

/** The sentence that helps the user: what happens, and what it comes from as a rule with these meters. */
export function explained(error: DeviceError, { port, address }: Pick<PzemSettings, 'port' | 'address'>): DeviceError {
  const meter = `the meter at address ${address} on ${port}`
  if (error instanceof Silence) {
    return new DeviceError(`${meter} does not answer: it needs mains voltage to do so; check also its address and the wires A and B`, {
      cause: error,
    })
  }
  if (error instanceof Garbled) {
    return new DeviceError(`replies of ${meter} arrive damaged: check the wiring, and that no other device has its address`, {
      cause: error,
    })
  }
  if (error instanceof ModbusException) {
    return new DeviceError(
      `${meter} refuses what a PZEM-016, 014 or 004T v3 answers (exception ${error.code}): it seems to be another device`,
      { cause: error },
    )
  }
  if (error instanceof Implausible) {
    return new DeviceError(`${meter} reports ${error.message}, which it cannot measure: it seems to be another device or broken`, {
      cause: error,
    })
  }
  return error
}
