import { parseArgs } from 'node:util'

/** A benchmark measures ours and the alternative in the same run and returns the figures: scalars at the top, the alternative's under `alternative`. */
export interface Benchmark {
  run(files: string[]): Promise<object>
}

const benchmarks: Record<string, () => Promise<Benchmark>> = {
  modbus: () => import('./modbus.ts'),
  start: () => import('./start.ts'),
  growth: () => import('./growth.ts'),
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } })
const [name = '', ...files] = positionals
const load = benchmarks[name]
if (load === undefined) {
  process.stderr.write(`usage: npm run -s bench -- ${Object.keys(benchmarks).join('|')} [FILES] [--json]\n`)
  process.exitCode = 2
} else {
  const figures = await (await load()).run(files)
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${name}\n${JSON.stringify(figures, null, 2)}\n`)
}
