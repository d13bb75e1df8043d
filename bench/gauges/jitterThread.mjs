import { getEnvironmentData } from 'node:worker_threads'
import { hostLines } from '../../dist/hardware/linux/gpio/lineHost.js'
import { koffiKernel } from '../../dist/hardware/linux/gpio/koffiKernel.js'
import { monotonicUs } from '../../dist/hardware/linux/gpio/kernel.js'

// The thread that plays, as it was built, with no lines: it notes when it would have set their levels, in memory that jitter.ts shares.
const setUs = new Float64Array(getEnvironmentData('jitter'))
let sets = 0

await hostLines(async () => ({ ...(await koffiKernel()), control: () => void (setUs[sets++] = monotonicUs()) }))
