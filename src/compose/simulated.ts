import type { Ports } from '../drivers/driver.ts'
import type { DeviceKind } from '../drivers/index.ts'
import { simulatedSerialBus } from '../hardware/simulated/serialBus.ts'
import { modbusBuses } from '../protocols/modbus/buses.ts'
import type { Clock } from '../runtime/clock.ts'
import type { DeviceSettings } from '../settings/settings.ts'
import { simulatedHouse } from '../simulation/house.ts'

/** The ports that lead into the simulated house, and the installing of chips there. */
export interface SimulatedSite {
  ports: Ports
  /** Whether a simulated device is wired to this port now. */
  hasPort(port: string): Promise<boolean>
  /** Installs the chip that a device's settings describe, until the signal. */
  install(kind: DeviceKind, device: DeviceSettings, circuit: string, signal: AbortSignal): void
}

/** `clock` is the program's, sped up in a fast demo; the wires keep real time on `wireClock`. */
export function simulatedSite(clock: Clock, wireClock: Clock): SimulatedSite {
  const serial = simulatedSerialBus(wireClock)
  const house = simulatedHouse()
  return {
    ports: { modbus: modbusBuses(serial, wireClock) },
    hasPort: (port) =>
      serial.identify(port).then(
        () => true,
        () => false,
      ),
    install(kind, { own }, circuit, signal) {
      const remove = kind.simulate(own, { circuit: house.circuit(circuit), wires: { serial }, clock })
      signal.addEventListener('abort', remove, { once: true })
    },
  }
}
