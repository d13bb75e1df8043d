import { z } from 'zod'
import { driver, type AnyDriver, type Line } from '../../src/drivers/driver.ts'
import { energy, power, voltage } from '../../src/entities/quantities.ts'
import type { DeviceSettings } from '../../src/settings/settings.ts'

const entities = { voltage } as const
const channelRows = { power, energy, limit: { platform: 'number', name: 'Limit', min: 0, max: 100, step: 1 } } as const

const settings = z.strictObject({ channels: z.array(z.string()).default(['oven', 'hob']) })

export type BoardLine = Line<z.output<typeof settings>, typeof entities, never, { channel: typeof channelRows }>

/** A driver with a part for each of its channels; its run a test writes. */
export const demoBoard = (run: (line: BoardLine) => Promise<void>): AnyDriver =>
  driver({
    kind: 'board',
    settings,
    needs: [],
    make: () => ({ manufacturer: 'm', model: 'n' }),
    entities,
    parts: {
      rows: { channel: channelRows },
      of: ({ channels }) => channels.map((id) => ({ kind: 'channel' as const, id, name: id.toUpperCase(), model: 'Clamp' })),
    },
    run,
  })

export const boardSettings = (channels: readonly string[]): DeviceSettings => ({
  id: 'board',
  driver: 'board',
  name: 'Board',
  publishMs: 10_000,
  steps: {},
  simulate: null,
  own: { channels },
})
