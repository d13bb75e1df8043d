import { parseArgs } from 'node:util'

/** A benchmark measures ours and the alternative in the same run and returns the figures: scalars at the top, the alternative's under `alternative`. */
export interface Benchmark {
  /** Which options it knows, by name, with what is taken where one is left out; none where this is. */
  readonly options?: Readonly<Record<string, string>>
  run(files: string[], options: Readonly<Record<string, string>>): Promise<object>
}

const benchmarks: Record<string, () => Promise<Benchmark>> = {
  modbus: () => import('./modbus.ts'),
  start: () => import('./start.ts'),
  growth: () => import('./growth.ts'),
  metering: () => import('./metering.ts'),
  pulse: () => import('./pulse.ts'),
  gauges: () => import('./gauges.ts'),
}

const { positionals: given } = parseArgs({ allowPositionals: true, strict: false })
const name = given[0] ?? ''
const load = benchmarks[name]
if (load === undefined) {
  process.stderr.write(`usage: npm run -s bench -- ${Object.keys(benchmarks).join('|')} [FILES] [--json]\n`)
  process.exitCode = 2
} else {
  const benchmark = await load()
  const known = Object.entries(benchmark.options ?? {})
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      ...Object.fromEntries(known.map(([option, value]) => [option, { type: 'string', default: value }] as const)),
    },
  })
  const options = Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])))
  const figures = await benchmark.run(positionals.slice(1), options)
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `${name}\n${JSON.stringify(figures, null, 2)}\n`)
}
