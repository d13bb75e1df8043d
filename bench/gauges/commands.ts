import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connectAsync } from 'mqtt'
import { z } from 'zod'
import { askProgram, controlSocket } from '../../src/runtime/control.ts'
import { ended } from '../support/processes.ts'
import { quantile } from '../support/quantile.ts'

const commands = 200
/** Given before that, while the program is still being compiled. */
const warmUps = 10
const lookMs = 20
/** What was planned is still being played for up to 100 ms. */
const playedMs = 150

const answerSchema = z.object({
  firstStepAtMs: z.number().nullable(),
  needles: z.array(z.object({ id: z.string(), atRest: z.boolean(), isHomed: z.boolean(), targetSteps: z.number() })),
})

/**
 * The demo in a process of its own, one needle set over its broker while all are at rest: from the publication to the first step of the
 * wave. A command that met another needle on its way is counted apart: its steps join what is queued.
 */
export async function measureCommands() {
  const state = await mkdtemp(join(tmpdir(), 'energy-monitor-bench-'))
  const demo = spawn(
    process.execPath,
    ['dist/main.js', '--demo', '--state', state, '--settings', join(state, 'none.yaml'), '--log-level', 'error'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [line] = z.tuple([z.string()]).parse(await once(createInterface({ input: demo.stdout }), 'line'))
  const client = await connectAsync(line.replace('broker ', ''), { protocolVersion: 5 })
  const ask = async () => {
    const reply = await askProgram(controlSocket(state), { command: 'ask', device: 'gauges', name: 'needles', question: null }).catch(
      () => undefined,
    )
    return answerSchema.safeParse(reply?.result).data
  }
  const fromRestMs: number[] = []
  let metInMotion = 0
  for (let i = 0; fromRestMs.length < commands; i++) {
    await until(ask, atRest)
    await new Promise((resolve) => setTimeout(resolve, playedMs))
    const before = await ask()
    if (before === undefined || !atRest(before)) continue
    const publishedAtMs = Date.now()
    await client.publishAsync('energy-monitor/house/gauges_free/target/set', String(i % 2 === 0 ? 30 + (i % 7) : 20 - (i % 5)))
    const after = await until(ask, ({ firstStepAtMs }) => firstStepAtMs !== null && firstStepAtMs !== before.firstStepAtMs)
    if (i < warmUps) continue
    if (others(before) === others(after)) fromRestMs.push((after.firstStepAtMs ?? Number.NaN) - publishedAtMs)
    else metInMotion++
  }
  await client.endAsync()
  await ended(demo)
  await rm(state, { recursive: true })
  return {
    command_to_first_step_ms_p50: quantile(fromRestMs, 0.5),
    command_to_first_step_ms_p99: quantile(fromRestMs, 0.99),
    commands_from_rest: fromRestMs.length,
    commands_met_in_motion: metInMotion,
  }
}

/** Where the needles are wanted that the benchmark leaves alone: they follow the house. */
const others = ({ needles }: Answer) => JSON.stringify(needles.flatMap(({ id, targetSteps }) => (id === 'free' ? [] : [targetSteps])))

const atRest = ({ needles }: Answer) => needles.every(({ atRest: rests, isHomed }) => rests && isHomed)

type Answer = z.output<typeof answerSchema>

async function until(ask: () => Promise<Answer | undefined>, holds: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && holds(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}
