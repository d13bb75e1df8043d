/**
 * Counts and writes as fast as it can, until it is killed: `countingChild.ts FOLDER`. Its standard output is lines of a total in kWh and a number
 * of adds: first what the state folder holds, then after each flush the durable total.
 */
import { argv, stdout } from 'node:process'
import { z } from 'zod'
import { systemClock } from '../../../src/runtime/clock.ts'
import { openState } from '../../../src/runtime/ledger.ts'
import { nodeFiles } from '../../../src/runtime/nodeFiles.ts'
import { listedLog } from '../../support/listedLog.ts'

const state = await openState({ folder: argv[2] ?? '', files: nodeFiles, clock: systemClock(), log: listedLog().log, compactAfter: 1000 })
const total = state.total('meter.energy')
const kept = state.kept('meter', z.strictObject({ version: z.literal(1), adds: z.int() }), { version: 1, adds: 0 })
state.resolve('meter.energy', null)
stdout.write(`${total.value ?? 0} ${kept.value.adds}\n`)
state.onFlushed(() => stdout.write(`${total.durable} ${kept.value.adds}\n`), new AbortController().signal)

for (;;) {
  total.add(0.001)
  kept.save({ version: 1, adds: kept.value.adds + 1 })
  await state.flush()
}
