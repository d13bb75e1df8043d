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
import { quantile } from './quantile.ts'

const commands = 200
const lookMs = 20
/** What was planned is still being played for up to 100 ms. */
const playedMs = 150

const answerSchema = z.object({
  firstStepAtMs: z.number().nullable(),
  needles: z.array(z.object({ atRest: z.boolean(), isHomed: z.boolean() })),
})

/** The demo in a process of its own, its needles set over its broker: from the publication to the first step of the wave. */
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
  for (let i = 0; fromRestMs.length < commands; i++) {
    await until(ask, atRest)
    await new Promise((resolve) => setTimeout(resolve, playedMs))
    const before = await ask()
    if (before === undefined || !atRest(before)) continue
    const publishedAtMs = Date.now()
    await client.publishAsync('energy-monitor/house/gauges_free/target/set', String(i % 2 === 0 ? 30 + (i % 7) : 20 - (i % 5)))
    const after = await until(ask, ({ firstStepAtMs }) => firstStepAtMs !== null && firstStepAtMs !== before.firstStepAtMs)
    fromRestMs.push((after.firstStepAtMs ?? Number.NaN) - publishedAtMs)
  }
  await client.endAsync()
  await ended(demo)
  await rm(state, { recursive: true })
  return { command_to_first_step_ms_p50: quantile(fromRestMs, 0.5), command_to_first_step_ms_p99: quantile(fromRestMs, 0.99) }
}

const atRest = ({ needles }: Answer) => needles.every(({ atRest: rests, isHomed }) => rests && isHomed)

type Answer = z.output<typeof answerSchema>

async function until(ask: () => Promise<Answer | undefined>, holds: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && holds(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}
