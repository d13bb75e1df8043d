import { DeviceError } from '../../entities/errors.ts'

/** Modbus RTU as drivers see it. Register values are unsigned 16-bit words. */

export interface ModbusBuses {
  /**
   * A device on a bus that is opened with the first request and shared with every other device of the same port.
   * Requests wait their turn; the port is released when all signals of its devices are aborted.
   */
  device(port: string, address: number, signal: AbortSignal, options?: ModbusDeviceOptions): ModbusDevice
}

interface ModbusDeviceOptions {
  /** How long a reply may keep one waiting until its first character; a scan waits less than a driver. */
  timeoutMs?: number
}

/** Every call is one exchange on the wire; it rejects with one of the errors below. */
export interface ModbusDevice {
  readInput(register: number, count: number): Promise<number[]>
  readHolding(register: number, count: number): Promise<number[]>
  writeHolding(register: number, value: number): Promise<void>
  /** A function of the maker's own without data, answered by its echo: `[address, code, crc]`. */
  command(code: number): Promise<void>
}

/** Nothing came within the time a reply may take. */
export class Silence extends DeviceError {
  override name = 'Silence'
}

/** Something came, but no reply to what was asked: noise, a cut frame, a wrong checksum, another device's reply. */
export class Garbled extends DeviceError {
  override name = 'Garbled'
}

/** The device answered that it cannot: 1 function, 2 address, 3 value, 4 device failure. */
export class ModbusException extends DeviceError {
  override name = 'ModbusException'
  readonly code: number
  constructor(message: string, code: number) {
    super(message)
    this.code = code
  }
}

/** The line itself broke or could not be opened: it concerns every device on it. */
export class LineError extends DeviceError {
  override name = 'LineError'
}
