import { z } from 'zod'
import { driver, type AnyDriver, type Line } from '../../src/drivers/driver.ts'
import { energy, power } from '../../src/entities/quantities.ts'
import type { DeviceSettings } from '../../src/settings/settings.ts'

const entities = {
  power,
  energy,
  limit: { platform: 'number', min: 0, max: 100, step: 1 },
  reset: { platform: 'button' },
  mode: { platform: 'select', options: ['auto', 'off'] },
  plan: { platform: 'sensor', attributes: true },
} as const

const settings = z.strictObject({ label: z.string().default('') })

export type DemoLine = Line<z.output<typeof settings>, typeof entities, never>

/** A driver whose run a test writes. `stopMs` by the device's label, where it has some. */
export const demoDriver = (run: (line: DemoLine) => Promise<void>, stopMs: Readonly<Record<string, number>> = {}): AnyDriver =>
  driver({
    kind: 'demo',
    settings,
    needs: [],
    make: () => ({ manufacturer: 'm', model: 'n' }),
    entities,
    stopMs: ({ label }) => stopMs[label] ?? 0,
    run,
  })

export const demoSettings = (id: string, label = ''): DeviceSettings => ({
  id,
  driver: 'demo',
  name: id,
  publishMs: 10_000,
  steps: {},
  simulate: null,
  own: { label },
})

/** Resolves with the signal. */
export const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
