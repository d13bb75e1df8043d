import { z } from 'zod'
import { driver } from '../../../../src/drivers/driver.ts'
import type { DeviceKind } from '../../../../src/drivers/index.ts'
import { power } from '../../../../src/entities/quantities.ts'
import { loadSettings } from '../../../../src/settings/load.ts'
import { readOf } from '../../../measure/calibration/support/device.ts'

const settings = z.strictObject({
  currents: z.record(z.string(), z.strictObject({ gain: z.number().min(0.1).max(10).default(1), phase: z.string().default('0deg') })),
})

/** A board whose every current is 8 A of a heater, and whose clamps lead by 2 degrees. */
const board = driver({
  kind: 'board',
  settings,
  needs: [],
  make: () => ({ manufacturer: 'm', model: 'n' }),
  entities: { power },
  channels: ({ currents }: z.output<typeof settings>) =>
    Object.entries(currents).map(([name, { gain, phase }]) => ({
      kind: 'current' as const,
      name,
      path: ['currents', name],
      factor: { key: 'gain', value: gain },
      phase: Number.parseFloat(phase),
      rangeA: 30,
    })),
  async run({ answer, signal, settings: { currents } }) {
    answer({
      async reading(question) {
        const { channel } = z.object({ channel: z.string() }).parse(question)
        return readOf({ gain: 1 / (currents[channel]?.gain ?? 1), lead: 2 }, { currentA: 8 })
      },
    })
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  },
})

const meter = driver({
  kind: 'meter',
  settings: z.strictObject({}),
  needs: [],
  make: () => ({ manufacturer: 'm', model: 'n' }),
  entities: { power },
  run: async () => undefined,
})

const kind = (of: DeviceKind['driver']): DeviceKind => ({ driver: of, simulate: () => () => undefined })

export const kinds: readonly DeviceKind[] = [kind(board), kind(meter)]

export const read = (text: string) =>
  loadSettings({ text, file: 'em.yaml', env: { KEY: 'secret' }, drivers: kinds.map((each) => each.driver), circuits: ['oven'] })

export const boardText = `# my house
devices:
  board:
    driver: board # in the cellar
    currents:
      oven: { gain: 1.02 } # kitchen
      solar:
        # the roof
        gain: 0.98
      car: {}
  boiler: { driver: meter }
`
