import { DeviceError } from '../../entities/errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { ProcessorFactory, SpiBuses } from '../ports.ts'
import { samplingBuses } from '../sampling/buses.ts'
import { samplingHost } from '../sampling/host.ts'
import { localThread } from '../sampling/thread.ts'
import type { OpenConverter } from '../sampling.ts'
import type { SpiChip } from './spiChip.ts'
import { simulatedConverter } from './spiConverter.ts'

/** SPI that exists in memory where a chip is attached to it. */
export interface SimulatedSpiBus extends SpiBuses {
  /** Puts a chip at `device` (/dev/spidevB.N), in place of one that was there; the function that is returned takes it off again. */
  attach(device: string, chip: SpiChip): () => void
  has(device: string): boolean
}

/** `clock` is the wire's: real time in the demo whatever its speed, so that no chip converts faster than a real one. */
export function simulatedSpiBus(clock: Clock, processors: Readonly<Record<string, ProcessorFactory>>): SimulatedSpiBus {
  const chips = new Map<string, SpiChip>()

  const open: OpenConverter = async (plan, signal) => {
    const chip = chips.get(plan.device)
    if (chip === undefined) throw new DeviceError(`there is no simulated chip at ${plan.device}: no simulated device is attached to it`)
    return simulatedConverter({ plan, chip, isThere: () => chips.get(plan.device) === chip, clock, signal })
  }

  const host = { processors, open, sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms, signal) }

  return {
    ...samplingBuses(() => localThread((port) => samplingHost(port, host))),
    attach(device, chip) {
      chips.set(device, chip)
      return () => void (chips.get(device) === chip && chips.delete(device))
    },
    has: (device) => chips.has(device),
  }
}
