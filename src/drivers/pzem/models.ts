/** The meters of this family: one register map, two current ranges. PZEM-004T V3.0 datasheet, 1.1 to 1.3. */

export interface Model {
  readonly name: string
  readonly currentA: number
  /** Below it the meter shows no current and no power. */
  readonly startingCurrentA: number
}

export const models = {
  'pzem-016': { name: 'PZEM-016', currentA: 100, startingCurrentA: 0.02 },
  'pzem-014': { name: 'PZEM-014', currentA: 10, startingCurrentA: 0.01 },
  'pzem-004t': { name: 'PZEM-004T', currentA: 100, startingCurrentA: 0.02 },
} as const satisfies Record<string, Model>

/** The end of the voltage range: 80 to 260 V. */
const maximumVoltageV = 260

/** The most that the model can measure, at the ends of both ranges. */
export const ratedPowerW = ({ currentA }: Model): number => currentA * maximumVoltageV
