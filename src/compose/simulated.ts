import type { DeviceKind } from '../drivers/index.ts'
import { simulatedGpio } from '../hardware/simulated/gpio.ts'
import { simulatedSerialBus } from '../hardware/simulated/serialBus.ts'
import { simulatedSpiBus } from '../hardware/simulated/spiBus.ts'
import { modbusBuses } from '../protocols/modbus/buses.ts'
import type { Clock } from '../runtime/clock.ts'
import type { DeviceSettings } from '../settings/settings.ts'
import { circuitNames, simulatedHouse } from '../simulation/house.ts'
import { processors } from './processors.ts'
import type { Wired } from './real.ts'

/** The ports that lead into the simulated house, and the installing of chips there. */
export interface SimulatedSite {
  ports: Wired
  /** Whether a simulated device is wired to this port now. */
  hasPort(port: string): Promise<boolean>
  /** Installs the chip that a device's settings describe, until the signal. */
  install(kind: DeviceKind, device: DeviceSettings, circuit: string, signal: AbortSignal): void
}

/** `clock` is the program's, sped up in a fast demo; the wires keep real time on `wireClock`. */
export function simulatedSite(clock: Clock, wireClock: Clock): SimulatedSite {
  const serial = simulatedSerialBus(wireClock)
  const spi = simulatedSpiBus(wireClock, processors)
  const gpio = simulatedGpio(clock, wireClock)
  const house = simulatedHouse()
  return {
    ports: { modbus: modbusBuses(serial, wireClock), spi, gpio },
    hasPort: (port) =>
      serial.identify(port).then(
        () => true,
        () => false,
      ),
    install(kind, { own }, circuit, signal) {
      const circuitNamed = (name: string) => (circuitNames.some((known) => known === name) ? house.circuit(name) : null)
      const remove = kind.simulate(own, { circuit: house.circuit(circuit), circuitNamed, wires: { serial, spi, gpio }, clock })
      signal.addEventListener('abort', remove, { once: true })
    },
  }
}
