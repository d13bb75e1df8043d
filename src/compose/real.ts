import type { Ports } from '../drivers/driver.ts'
import { linuxGpio } from '../hardware/linux/gpio/linuxGpio.ts'
import { threadedSpi } from '../hardware/linux/spiThread.ts'
import type { ByteLines } from '../hardware/ports.ts'
import { modbusBuses } from '../protocols/modbus/buses.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { GpioSettings } from '../settings/settings.ts'

/** The ports that lead to hardware. */
export type Wired = Omit<Ports, 'sources'>

const unsetGpio: GpioSettings = { backend: 'auto', chip: null }

/** The ports of real devices. `wireClock` runs in real time; `gpio` gives the settings of now. */
export const realPorts = (lines: ByteLines, wireClock: Clock, log: Log, gpio: () => GpioSettings = () => unsetGpio): Wired => ({
  modbus: modbusBuses(lines, wireClock),
  spi: threadedSpi(new URL('spiThread.js', import.meta.url)),
  gpio: linuxGpio(gpio, wireClock, log.about('gpio'), new URL('gpioThread.js', import.meta.url)),
})
