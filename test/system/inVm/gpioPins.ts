// Runs inside the test machine, for gpio.system.test.ts.
import { linuxGpio } from '../../../src/hardware/linux/gpio/linuxGpio.ts'
import type { Edge, GpioInput, InputPin } from '../../../src/hardware/ports.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import type { GpioSettings } from '../../../src/settings/settings.ts'
import { listedLog } from '../../support/listedLog.ts'
import { gpioThread } from '../support/inVm/builtThread.ts'
import { type Edge as Played, edgesOf } from '../support/inVm/edges.ts'
import { leave } from '../support/inVm/guest.ts'
import { playEdges } from '../support/inVm/playEdges.ts'
import { programEnd } from '../support/inVm/programEnd.ts'
import { raiseChip } from '../support/inVm/simulatedChip.ts'

const rp1 = { label: 'pinctrl-rp1', lines: 54 }
const { log, lines: logged } = listedLog()
let settings: GpioSettings = { backend: 'auto', chip: null }
const gpio = linuxGpio(() => settings, systemClock(), log, gpioThread)
const plain = { bias: 'none', steadyUs: 0, consumer: 'test' } as const

/** Opens an input for the time of `act`. */
async function during<T>(wanted: Partial<InputPin> & { pin: number }, act: (input: GpioInput) => Promise<T>): Promise<T> {
  const end = new AbortController()
  try {
    return await act(await gpio.input({ ...plain, ...wanted }, end.signal))
  } finally {
    end.abort(new Error('over'))
  }
}

const sentence = (opening: Promise<unknown>) =>
  opening.then(
    () => 'it worked',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  )

/** All that an input tells up to a time. */
async function until(input: GpioInput, endUs: () => number): Promise<{ edges: Edge[]; lost: number }> {
  const all: Edge[] = []
  let lost = 0
  for await (const told of input.edges) {
    all.push(...told.edges)
    lost += told.lost
    if (told.untilUs > endUs()) break
  }
  return { edges: all, lost }
}

/** What an input sees of a play: levels, and by how much the stamps differ from the plan, in ms. */
async function seen(chip: ReturnType<typeof raiseChip>, wanted: Partial<InputPin> & { pin: number }, play: readonly Played[]) {
  return during(wanted, async (input) => {
    let endUs = Infinity
    const seeing = until(input, () => endUs)
    const played = await playEdges(chip, play)
    endUs = Number(played.startNs) / 1000 + (play.at(-1)?.atNs ?? 0) / 1000 + 50_000
    const { edges, lost } = await seeing
    const startUs = Number(played.startNs) / 1000
    return {
      level: input.level,
      lost,
      edges: edges.map(({ level, atUs }) => [level, Math.round(atUs - startUs) / 1000]),
      worstLateMs: played.worstLateNs / 1e6,
    }
  })
}

async function stamps(chip: ReturnType<typeof raiseChip>) {
  leave('pulses', await seen(chip, { pin: 17 }, edgesOf({ offset: 17, count: 3, periodNs: 40e6, widthNs: 10e6 })))
  leave('inverted', await seen(chip, { pin: 18, bias: 'up' }, edgesOf({ offset: 18, count: 2, periodNs: 40e6, widthNs: 10e6, level: 0 })))
  // A pulse of 40 ms that bounces for some ms at both its edges, and a spike between two pulses.
  const bouncing = [0, 1, 2, 40, 41, 43, 60, 61].map((ms, i) => ({ atNs: ms * 1e6, offset: 19, level: i % 2 === 0 ? 1 : 0 }) as const)
  leave('bouncing', await seen(chip, { pin: 19, steadyUs: 5_000 }, bouncing))
}

async function biases(chip: ReturnType<typeof raiseChip>) {
  const levels = []
  for (const bias of ['up', 'down'] as const) levels.push(await during({ pin: 5, bias }, async ({ level }) => [level, chip.level(5)]))
  leave('biases', levels)
}

async function outputs(chip: ReturnType<typeof raiseChip>) {
  const end = new AbortController()
  const output = await gpio.output(6, 1, 'led', end.signal)
  const levels = [chip.level(6)]
  for (const level of [0, 1] as const) {
    output.set(level)
    levels.push(chip.level(6))
  }
  end.abort(new Error('over'))
  leave('outputs', levels)
}

async function refusals() {
  const taken = await during({ pin: 20, consumer: 'first meter' }, () => sentence(during({ pin: 20 }, async () => undefined)))
  const after = await sentence(during({ pin: 20 }, async () => undefined))
  const missing = await sentence(during({ pin: 54 }, async () => undefined))
  settings = { backend: 'auto', chip: 'pinctrl-none' }
  const noLabel = await sentence(during({ pin: 20 }, async () => undefined))
  settings = { backend: 'character-device', chip: '/dev/null' }
  const noChip = await sentence(during({ pin: 20 }, async () => undefined))
  settings = { backend: 'pigpio', chip: null }
  const noPigpio = await sentence(during({ pin: 20 }, async () => undefined))
  settings = { backend: 'auto', chip: null }
  leave('refusals', { taken, after, missing, noLabel, noChip, noPigpio })
}

/** Eight inputs, with the event loop blocked in the middle where that is asked for. */
async function many(chip: ReturnType<typeof raiseChip>, rateHz: number, seconds: number, blockMs: number) {
  const pins = [4, 5, 6, 7, 8, 9, 10, 11]
  const end = new AbortController()
  const inputs = await Promise.all(pins.map((pin) => gpio.input({ ...plain, pin }, end.signal)))
  let endUs = Infinity
  const seeing = inputs.map((input) => until(input, () => endUs))
  const play = edgesOf(
    ...pins.map((offset) => ({ offset, count: Math.round(rateHz * seconds), periodNs: 1e9 / rateHz, widthNs: 0.4e9 / rateHz })),
  )
  const playing = playEdges(chip, play)
  if (blockMs > 0) setTimeout(() => block(blockMs), (seconds * 1000) / 3)
  const played = await playing
  endUs = Number(played.startNs) / 1000 + (play.at(-1)?.atNs ?? 0) / 1000 + 200_000
  const all = await Promise.all(seeing)
  end.abort(new Error('over'))
  const lost = all.reduce((sum, each) => sum + each.lost, 0)
  return { played: play.length, seen: all.reduce((sum, { edges }) => sum + edges.length, 0), lost }
}

function block(ms: number) {
  const endMs = performance.now() + ms
  while (performance.now() < endMs) {
    // Nothing else runs.
  }
}

async function removed(first: ReturnType<typeof raiseChip>) {
  settings = { backend: 'auto', chip: 'pinctrl-rp1' }
  const gone = await during({ pin: 17 }, async (input) => {
    const ending = sentence(until(input, () => Infinity))
    first.remove()
    return ending
  })
  const away = await sentence(during({ pin: 17 }, async () => undefined))
  const chip = raiseChip(rp1)
  const { edges } = await seen(chip, { pin: 17 }, edgesOf({ offset: 17, count: 1, periodNs: 1e9, widthNs: 30e6 }))
  leave('removed', { gone, away, back: edges.map(([level]) => level) })
  chip.remove()
}

/** The board of a Pi 4, on which pigpio cannot be used here. */
async function standIn() {
  settings = { backend: 'auto', chip: null }
  const chip = raiseChip({ label: 'pinctrl-bcm2711', lines: 58 })
  const { edges } = await seen(chip, { pin: 17 }, edgesOf({ offset: 17, count: 1, periodNs: 1e9, widthNs: 30e6 }))
  leave('stand-in', { levels: edges.map(([level]) => level), logged })
  chip.remove()
}

const other = raiseChip({ label: 'gpio-fan', lines: 2 })
const chip = raiseChip(rp1)
await stamps(chip)
await biases(chip)
await outputs(chip)
await refusals()
leave('blocked', await many(chip, 16.7, 4, 1_000))
leave('fast', await many(chip, 1_000, 10, 0))
leave('silent', { exit: await programEnd('gpioSilent', 'exit'), signal: await programEnd('gpioSilent', 'SIGTERM') })
await removed(chip)
other.remove()
await standIn()
