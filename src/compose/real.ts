import type { Ports } from '../drivers/driver.ts'
import type { ByteLines } from '../hardware/ports.ts'
import { modbusBuses } from '../protocols/modbus/buses.ts'
import type { Clock } from '../runtime/clock.ts'

/** The ports of real devices. `wireClock` runs in real time. */
export const realPorts = (lines: ByteLines, wireClock: Clock): Ports => ({ modbus: modbusBuses(lines, wireClock) })
