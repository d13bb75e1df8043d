import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'

const script = join(import.meta.dirname, 'support', 'countingChild.ts')
const kills = 50

interface Life {
  foundKwh: number
  foundAdds: number
  lastShownKwh: number
}

/** Starts the child on the folder and kills it soon after it began to write. */
async function life(folder: string): Promise<Life> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), ended])
  await setTimeout(5 + Math.random() * 75)
  child.kill('SIGKILL')
  const [, signal] = await ended
  expect(signal, 'the child ended by itself').toBe('SIGKILL')
  const lines = output.split('\n').slice(0, -1)
  const [foundKwh = NaN, foundAdds = NaN] = (lines[0] ?? '').split(' ').map(Number)
  return { foundKwh, foundAdds, lastShownKwh: Number(lines.at(-1)?.split(' ')[0]) }
}

async function livesOn(folder: string): Promise<number> {
  let shownKwh = 0
  for (let i = 0; i < kills; i++) {
    const { foundKwh, foundAdds, lastShownKwh } = await life(folder)
    expect(foundKwh).toBeGreaterThanOrEqual(shownKwh)
    expect(foundKwh).toBeCloseTo(foundAdds / 1000, 6)
    expect(lastShownKwh).toBeGreaterThanOrEqual(foundKwh)
    shownKwh = lastShownKwh
  }
  return shownKwh
}

/** Two at the same time, for the two cores of a small machine: a hundred kills in half a minute, which is the start-up of a hundred processes. */
it.concurrent.each(['one', 'other'])(
  `the total is there, whole, after each of ${kills} kills in the midst of writing (%s)`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'energy-monitor-killed-'))
    try {
      expect(await livesOn(folder)).toBeGreaterThan(0.1)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  300_000,
)
