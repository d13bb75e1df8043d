// Runs inside the test machine, started by gpioPins.ts: a program with an input on which nothing ever happens.
import { linuxGpio } from '../../../src/hardware/linux/gpio/linuxGpio.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { listedLog } from '../../support/listedLog.ts'
import { gpioThread } from '../support/inVm/builtThread.ts'

const gpio = linuxGpio(() => ({ backend: 'auto', chip: null }), systemClock(), listedLog().log, gpioThread)
const { edges } = await gpio.input({ pin: 30, bias: 'none', steadyUs: 0, consumer: 'silent' }, new AbortController().signal)
for await (const { untilUs } of edges) {
  process.stdout.write(`nothing up to ${untilUs}\n`)
  if (process.argv[2] === 'exit') process.exit(0)
}
