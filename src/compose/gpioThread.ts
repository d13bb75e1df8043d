import { hostLines } from '../hardware/linux/gpio/lineHost.ts'

// The entry of a thread that plays waves on lines of the kernel.
await hostLines()
