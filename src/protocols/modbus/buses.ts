import { setMaxListeners } from 'node:events'
import { DeviceError } from '../../entities/errors.ts'
import type { ByteLines, SerialMode } from '../../hardware/ports.ts'
import type { Clock } from '../../runtime/clock.ts'
import { abortable } from './abortable.ts'
import { type Bus, modbusBus } from './bus.ts'
import { modbusDevice } from './device.ts'
import { LineError, type ModbusBuses } from './modbus.ts'

/** What nearly every Modbus meter is set to when it leaves its factory. */
const usualMode: SerialMode = { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' }

const usualTimeoutMs = 200

/** A bus and the devices that keep it open. */
interface SharedBus {
  bus: Bus
  users: Set<symbol>
}

/**
 * The buses behind all ports. Two names of one port are one bus; where a name leads is looked up with every request, so
 * that an adapter which comes back under another device file is found again. `clock` is the wire's, never sped up.
 */
export function modbusBuses(lines: ByteLines, clock: Clock, mode: SerialMode = usualMode): ModbusBuses {
  const buses = new Map<string, SharedBus>()

  function busOf(identity: string): SharedBus {
    const shared = buses.get(identity) ?? { bus: modbusBus(lines, mode, clock), users: new Set() }
    buses.set(identity, shared)
    return shared
  }

  return {
    device(port, address, signal, { timeoutMs = usualTimeoutMs } = {}) {
      // One signal may end many devices (a scan asks 247): no leak.
      setMaxListeners(0, signal)
      const member = membership(signal)
      return modbusDevice(port, address, async (request) => {
        signal.throwIfAborted()
        const identity = await abortable(identified(lines, port), signal).catch((error: unknown) => {
          member.leave()
          throw error
        })
        return member.join(busOf(identity)).exchange(request, { port, timeoutMs, signal })
      })
    },
  }
}

/** The one bus at most that a device keeps open, until its signal. */
function membership(signal: AbortSignal) {
  const user = Symbol('user')
  let joined: SharedBus | null = null

  function leave(): void {
    const left = joined
    joined = null
    left?.users.delete(user)
    if (left?.users.size === 0) void left.bus.close()
  }

  function join(shared: SharedBus): Bus {
    if (joined !== shared) leave()
    joined = shared
    shared.users.add(user)
    return shared.bus
  }

  signal.addEventListener('abort', leave, { once: true })
  return { join, leave }
}

const identified = (lines: ByteLines, port: string): Promise<string> =>
  lines.identify(port).catch((error: unknown) => {
    throw error instanceof DeviceError ? new LineError(error.message, { cause: error }) : error
  })
