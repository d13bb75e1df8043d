import type { Clock } from '../../../runtime/clock.ts'
import type { Log } from '../../../runtime/log.ts'
import type { GpioSettings } from '../../../settings/settings.ts'
import type { Gpio } from '../../ports.ts'
import { labelByDeviceTree, pigpioInputRefusal, pigpioRefusal } from './board.ts'
import { koffiKernel } from './koffiKernel.ts'
import { lineThread } from './lineThread.ts'
import { loadPigpio, NoPigpio, type PigpioLibrary } from './pigpioLibrary.ts'
import { selectedGpio } from './select.ts'

/** The pins of this machine. `settings` are asked whenever a pin is opened; `threadEntry` is the file of a thread that plays waves. */
export const linuxGpio = (settings: () => GpioSettings, clock: Clock, log: Log, threadEntry: URL): Gpio =>
  selectedGpio({
    settings,
    clock,
    kernel: koffiKernel,
    lineThread: lineThread(threadEntry),
    pigpio: permittedPigpio,
    inputRefusal: () => pigpioInputRefusal(),
    boardLabel: () => labelByDeviceTree(),
    tell: (sentence) => log.warn(sentence),
  })

async function permittedPigpio(): Promise<PigpioLibrary> {
  const refusal = pigpioRefusal()
  if (refusal !== null) throw new NoPigpio(refusal)
  return loadPigpio()
}
