import { hostSpi } from '../hardware/linux/spiHost.ts'
import { systemClock } from '../runtime/clock.ts'
import { processors } from './processors.ts'

// The entry of the thread that owns SPI.
hostSpi(processors, systemClock())
