import type { HomeAssistant } from '../../test/system/support/homeAssistant.ts'
import { simulatedHouse } from '../../src/simulation/house.ts'

const hourMs = 3_600_000
const days = 7
const samplesAnHour = 60

/** A statistic: the entity, without its domain, and what part of a circuit's power it counts. */
export interface Seed {
  readonly circuit: string
  readonly entity: string
  readonly share: (watts: number) => number
}

/**
 * Gives Home Assistant the hourly energy of the simulated house for the past days, as if the meters had been there. The sums end at 0,
 * where the living meters go on. `longitude`: the house stands where the sun fits Home Assistant's time zone.
 */
export async function seedEnergy(home: HomeAssistant, seeds: readonly Seed[], longitude: number): Promise<void> {
  const house = simulatedHouse({ place: { latitude: 47, longitude } })
  const endMs = Math.floor(Date.now() / hourMs) * hourMs
  for (const { circuit: name, entity, share } of seeds) {
    const circuit = house.circuit(name)
    const hours = Array.from({ length: days * 24 }, (_, i) => endMs - (days * 24 - i) * hourMs)
    const kwh = hours.map((start) => energyKwh((wallMs) => share(circuit.at(wallMs).activePowerW), start))
    const total = kwh.reduce((sum, each) => sum + each, 0)
    let sum = -total
    const stats = hours.map((start, i) => {
      sum += kwh[i] ?? 0
      return { start: new Date(start).toISOString(), state: total + sum, sum }
    })
    const metadata = {
      has_sum: true,
      mean_type: 0,
      name: null,
      source: 'recorder',
      statistic_id: `sensor.${entity}`,
      unit_class: 'energy',
      unit_of_measurement: 'kWh',
    }
    await home.importStatistics(metadata, stats)
  }
}

const energyKwh = (powerW: (wallMs: number) => number, startMs: number) => {
  const samples = Array.from({ length: samplesAnHour }, (_, i) => powerW(startMs + ((i + 0.5) * hourMs) / samplesAnHour))
  return samples.reduce((sum, watts) => sum + watts, 0) / samplesAnHour / 1000
}
