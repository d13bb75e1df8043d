import type { Level } from '../../hardware/ports.ts'
import type { PinDriver } from '../../hardware/simulated/gpio.ts'
import { chance } from '../../simulation/chance.ts'
import type { Site } from '../../simulation/site.ts'
import { SimulatedMotor } from './motor.ts'
import { travelSteps } from './scale.ts'
import type { GaugesSettings } from './settings.ts'

/** Wires a motor to the pins of each needle, somewhere between its stops; the function that is returned takes them away. */
export function simulateGauges(settings: GaugesSettings, { wires }: Pick<Site, 'wires'>): () => void {
  const { drivers } = simulatedMotors(settings)
  const detach = drivers.map(([pin, driver]) => wires.gpio.attach(pin, driver))
  return () => {
    for (const each of detach) each()
  }
}

/** The motors of a board, in the order of the settings, and what its pins drive. `startSteps`: where their rotors stand; somewhere where it is left out. */
export function simulatedMotors({ gauges, resetPin, statusLed }: GaugesSettings, startSteps: readonly number[] = []) {
  const motors = gauges.map(
    ({ stepPin, inverted }, index) =>
      new SimulatedMotor({ startSteps: startSteps[index] ?? Math.round(chance(stepPin) * travelSteps), inverted }),
  )
  const reset = (level: Level, atUs: number) => {
    for (const motor of motors) motor.set('reset', level, atUs)
  }
  // Where nobody drives RESET, the driver's own resistor holds it high.
  if (resetPin === null) reset(1, 0)
  const drivers = gauges.flatMap(({ stepPin, dirPin }, index) => {
    const motor = motors[index]
    return [
      [stepPin, driven((level, atUs) => motor?.set('step', level, atUs))] as const,
      [dirPin, driven((level, atUs) => motor?.set('dir', level, atUs))] as const,
    ]
  })
  const others = [
    resetPin === null ? [] : [[resetPin, driven(reset)] as const],
    statusLed === null ? [] : [[statusLed.pin, driven()] as const],
  ]
  return { motors, drivers: [...drivers, ...others.flat()] }
}

/** An output: nothing drives it from outside. */
const driven = (listen: (level: Level, atUs: number) => void = () => undefined): PinDriver => ({
  level: 0,
  edges: () => [],
  driven: listen,
})
