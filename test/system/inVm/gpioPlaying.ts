// Runs inside the test machine, started by gpioWaves.ts: a program that plays without end.
import { linuxGpio } from '../../../src/hardware/linux/gpio/linuxGpio.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { listedLog } from '../../support/listedLog.ts'
import { gpioThread } from '../support/inVm/builtThread.ts'

const clock = systemClock()
const gpio = linuxGpio(() => ({ backend: 'auto', chip: null }), clock, listedLog().log, gpioThread)
const changes = Array.from({ length: 20 }, (_, i) => ({ pin: 17, level: i % 2 === 0 ? 1 : 0, atUs: 1_000 * i }) as const)
const end = new AbortController()
const player = await gpio.waves({ pins: [17, 18], consumer: 'gauges' }, () => ({ durationUs: 20_000, changes }), end.signal)
player.wake()
await clock.sleep(100)
process.stdout.write('it plays\n')
await clock.sleep(20)
if (process.argv[2] === 'exit') process.exit(0)
if (process.argv[2] === 'return') end.abort(new Error('over'))
