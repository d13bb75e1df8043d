import { z } from 'zod'
import { identifier } from '../../settings/identifiers.ts'
import { duration, quantity } from '../../settings/quantity.ts'
import { boardFlaws, voltageOf, type BoardEntries } from './boardRules.ts'
import { currentSettings, type CurrentEntry } from './currentSettings.ts'
import { derivedSettings } from './derivedSettings.ts'
import type { Formula } from './formula.ts'
import { voltageSettings, type VoltageEntry } from './voltageSettings.ts'

/** The chip and what its channels measure. The lists are in the order of the file. */
export interface Mcp3208Settings {
  /** /dev/spidevB.N */
  readonly spi: string
  readonly clockHz: number
  readonly referenceV: number
  /** Cycles of a reading; null: as the meter likes it. */
  readonly waves: number | null
  /** Between two readings; 0: sampled without pause. */
  readonly pauseMs: number
  readonly voltages: readonly VoltageSettings[]
  readonly currents: readonly CurrentSettings[]
  readonly derived: readonly DerivedSettings[]
}

export type VoltageSettings = VoltageEntry & { readonly id: string }

export interface CurrentSettings extends CurrentEntry {
  readonly id: string
  /** Id of its voltage, which is there. */
  readonly voltage: string
}

interface DerivedSettings {
  readonly id: string
  readonly name: string | null
  readonly formula: Formula
}

const spiAllowed = 'an SPI device such as /dev/spidev0.0'

const pauses = z.strictObject({
  waves: z.int().min(1).max(50).meta({ description: 'Mains cycles of a reading' }),
  pause: duration({ min: '10ms', max: '1h' }),
})

const continuous = z.literal('continuous').transform(() => ({ waves: null, pauseMs: 0 }))

const keys = z.strictObject({
  spi: z
    .string({ error: spiAllowed })
    .regex(/^\/dev\/spidev\d+\.\d+$/, { error: spiAllowed })
    .meta({ description: '/dev/spidevB.N: bus and chip select of the chip' }),
  clock: quantity('Hz', { min: '100kHz', max: '2MHz', default: '1MHz' }).meta({
    description: 'Of the SPI bus; above 1MHz only with a supply and a reference of 4.5V or more',
  }),
  reference: quantity('V', { min: '2.5V', max: '5.5V', default: '3.3V' }).meta({ description: 'Voltage at VREF, which 4096 counts are' }),
  sampling: z
    .union([continuous, pauses.transform(({ waves, pause }) => ({ waves, pauseMs: pause }))])
    .prefault('continuous')
    .meta({ description: 'Without pause, or so many waves a reading with a pause after each' }),
  voltages: z.record(identifier, voltageSettings).default({}).meta({ description: 'Voltages of the mains, by ids of their own' }),
  currents: z.record(identifier, currentSettings).default({}).meta({ description: 'Circuits with a clamp, by ids of their own' }),
  derived: z
    .record(identifier, derivedSettings)
    .default({})
    .meta({ description: 'Sums and differences of circuits, by ids of their own, such as house: grid + solar' }),
})

/** An MCP3208 with voltage transformers and current clamps. What its entries ask of each other is looked at once each of them is right by itself. */
export const mcp3208Settings = keys.transform((board, context): Mcp3208Settings => {
  const { spi, clock, reference, sampling } = board
  const flaws = boardFlaws(board)
  for (const each of flaws) context.addIssue(each)
  return flaws.length > 0 ? z.NEVER : { spi, clockHz: clock, referenceV: reference, ...sampling, ...listsOf(board) }
})

function listsOf({ voltages, currents, derived }: BoardEntries): Pick<Mcp3208Settings, 'voltages' | 'currents' | 'derived'> {
  const ids = Object.keys(voltages)
  return {
    voltages: Object.entries(voltages).map(([id, entry]) => Object.assign({ id }, entry)),
    currents: Object.entries(currents).map(([id, entry]) => Object.assign({ id }, entry, { voltage: certainly(voltageOf(entry, ids)) })),
    derived: Object.entries(derived).map(([id, { name, formula }]) => ({ id, name, formula })),
  }
}

function certainly(voltage: string | undefined): string {
  if (voltage === undefined) throw new Error('A current without a voltage was taken')
  return voltage
}
