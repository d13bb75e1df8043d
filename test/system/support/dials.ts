import { join } from 'node:path'
import { z } from 'zod'
import { askProgram, controlSocket } from '../../../src/runtime/control.ts'
import { readJournal } from '../../../src/runtime/journalVersions.ts'
import { nodeFiles } from '../../../src/runtime/nodeFiles.ts'
import { listedLog } from '../../support/listedLog.ts'
import type { Parts } from './parts.ts'
import type { Program } from './program.ts'
import { waitFor } from './waitFor.ts'

/** Of the gauges below. */
export type DialName = 'solar' | 'free'

const needle = z.object({ id: z.string(), isHomed: z.boolean(), atRest: z.boolean(), positionSteps: z.number(), targetSteps: z.number() })
const answer = z.object({ needles: z.array(needle) })
const board = z.looseObject({ positionsSteps: z.record(z.string(), z.number()).nullable() })

/** Two needles on simulated motors: `solar` (0 to 8000 W) follows a place in JSON at the broker, `free` (0 to 100 %) is set by hand. */
export const dials = (more: object = {}, freeMax = 100) => ({
  driver: 'gauges',
  simulate: true,
  publish: '1s',
  gauges: {
    solar: {
      dir: 4,
      step: 17,
      scale: { min: 0, max: 8000, unit: 'W' },
      follow: { from: 'mqtt:inverter/all#pv.power', unit: 'kW', max_age: '5s' },
    },
    free: { dir: 27, step: 25, scale: { min: 0, max: freeMax, unit: '%', step: 0.1 } },
  },
  ...more,
})

/** The program with the device `dials` at a broker of its own, and what tests ask of it. */
export async function startDials(parts: Parts, settings = dials(), more: Readonly<Record<string, object>> = {}) {
  const broker = await parts.mosquitto()
  const seen = await parts.observer(broker.url)
  const text = (device: object) => JSON.stringify({ node: 'house', mqtt: { url: broker.url }, devices: { dials: device, ...more } })
  const program = await parts.program({ settings: text(settings) })
  const needles = () => needlesOf(program)
  const needleOf = async (id: DialName) => (await needles()).find((one) => one.id === id)
  /** All are where they are wanted, and it is known that they are. */
  const rest = async () =>
    waitFor(async () => (await needles()).every(({ atRest, isHomed }) => atRest && isHomed), 'the needles to rest', 20_000)
  return {
    broker,
    seen,
    program,
    text,
    needles,
    rest,
    state: (id: DialName) => seen.state(`dials_${id}`) ?? {},
    set: (id: DialName, entity: string, value: string | number) => seen.command(`dials_${id}`, entity, String(value)),
    /** Resolves when the needle is past this step. */
    passes: (id: DialName, steps: number) =>
      waitFor(async () => ((await needleOf(id))?.positionSteps ?? 0) > steps, `${id} to pass ${steps}`, 30_000),
    /** Sets it, and resolves when the needle rests at that place, with how long it took until the state told it, ms. */
    async showsFree(percent: number): Promise<number> {
      const sentMs = performance.now()
      await seen.command('dials_free', 'target', String(percent))
      await waitFor(() => seen.state('dials_free')?.['value'] === percent, `${percent} to be shown`)
      const toldMs = performance.now() - sentMs
      await waitFor(async () => (await needleOf('free'))?.positionSteps === stepsAt(percent), `the needle at ${percent}`, 20_000)
      return toldMs
    },
    /** Where the motors, by their pins, stand at the end of the program, as it remembers; null: it does not. */
    remembered: async () => {
      const { values } = await readJournal(nodeFiles, join(program.stateFolder, 'state.journal'), listedLog().log)
      return board.parse(values.get('dials')).positionsSteps
    },
  }
}

export type Dials = Awaited<ReturnType<typeof startDials>>

/** Of `free`, steps from its stop. */
export const stepsAt = (percent: number) => Math.round((5 + percent * 3) * 12)

/** How the needles of the device `dials` stand. */
export async function needlesOf(program: Program) {
  const reply = await askProgram(controlSocket(program.stateFolder), { command: 'ask', device: 'dials', name: 'needles', question: null })
  return answer.parse(reply?.result).needles
}
