import { DeviceError } from '../../entities/errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { ByteLine, ByteLines, SerialMode } from '../ports.ts'
import { simulatedLine } from './serialLine.ts'
import type { Slave } from './slave.ts'

/** Serial ports that exist in memory as long as a device is attached to them. */
export interface SimulatedSerialBus extends ByteLines {
  /** Puts a device on the bus of `port`; the function that is returned takes it off again. */
  attach(port: string, slave: Slave): () => void
}

/** `clock` is the wire's: real time in the demo whatever its speed, so that nothing is faster than a real bus. */
export function simulatedSerialBus(clock: Clock): SimulatedSerialBus {
  const slavesByPort = new Map<string, Set<Slave>>()
  const openPorts = new Set<string>()

  function slavesOf(port: string): Set<Slave> {
    const slaves = slavesByPort.get(port)
    if (!slaves?.size) throw new DeviceError(`there is no simulated port ${port}: no simulated device is attached to it`)
    return slaves
  }

  function attach(port: string, slave: Slave) {
    const slaves = slavesByPort.get(port) ?? new Set()
    slavesByPort.set(port, slaves.add(slave))
    return () => void slaves.delete(slave)
  }

  async function identify(port: string): Promise<string> {
    slavesOf(port)
    return port
  }

  async function open(port: string, mode: SerialMode): Promise<ByteLine> {
    const slaves = slavesOf(port)
    if (openPorts.has(port)) throw new DeviceError(`the simulated port ${port} is open already`)
    openPorts.add(port)
    return simulatedLine({ port, slaves, mode, clock, released: () => void openPorts.delete(port) })
  }

  return { attach, identify, open }
}
