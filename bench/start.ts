import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { z } from 'zod'
import { median } from '../test/system/support/median.ts'
import { ended, residentMb, startBroker } from './support/processes.ts'

const meters = 20
const runs = 5

const documentSchema = z.object({ cmps: z.record(z.string(), z.unknown()) })

/**
 * From the start of the process to the last discovery document at the broker, with 20 PZEMs, and the resident memory ten
 * seconds later. Beside it a bare Node. Medians of five starts, each with a new state folder.
 */
export async function run(): Promise<object> {
  const broker = await startBroker()
  const taken = []
  for (let i = 0; i < runs; i++) taken.push(await oneStart(broker.url))
  await broker.stop()
  const { devices, entities } = taken[0] ?? { devices: 0, entities: 0 }
  return {
    discovery_ms: Math.round(median(taken.map((start) => start.discoveryMs))),
    rss_mb: round(median(taken.map((start) => start.rssMb))),
    devices,
    entities,
    alternative: { discovery_ms: null, rss_mb: round(await bareNodeMb()), devices: 0, entities: 0 },
  }
}

async function oneStart(url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'energy-monitor-bench-'))
  const settings = join(folder, 'energy-monitor.yaml')
  await writeFile(settings, settingsText(url))
  const watcher = await connectAsync(url, { protocolVersion: 5 })
  const documents = new Map<string, number>()
  let lastAtMs = 0
  const all = new Promise<void>((resolve) => {
    watcher.on('message', (topic, payload) => {
      if (payload.length === 0) return
      documents.set(topic, Object.keys(documentSchema.parse(JSON.parse(payload.toString())).cmps).length)
      lastAtMs = performance.now()
      if (documents.size === meters + 1) resolve()
    })
  })
  await watcher.subscribeAsync('homeassistant/device/+/config')
  const startedAtMs = performance.now()
  const child = spawn(process.execPath, ['dist/main.js', 'run', '--settings', settings, '--log-level', 'error'], { stdio: 'inherit' })
  await all
  const discoveryMs = lastAtMs - startedAtMs
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  const rssMb = await residentMb(child.pid ?? 0)
  await ended(child)
  for (const topic of documents.keys()) await watcher.publishAsync(topic, '', { retain: true })
  await watcher.endAsync()
  await rm(folder, { recursive: true })
  return { discoveryMs, rssMb, devices: documents.size, entities: [...documents.values()].reduce((sum, count) => sum + count, 0) }
}

const settingsText = (url: string) => `node: bench
mqtt: { url: "${url}" }
devices:
${Array.from({ length: meters }, (_, i) => `  meter_${i + 1}: { driver: pzem, port: /dev/ttyUSB0, address: ${i + 1}, simulate: true }`).join('\n')}
`

async function bareNodeMb(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log()'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const mb = await residentMb(child.pid ?? 0)
  await ended(child)
  return mb
}

const round = (value: number) => Math.round(value * 10) / 10
