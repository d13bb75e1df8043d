// Runs inside the test machine, for gpioWaves.system.test.ts.
import { linuxGpio } from '../../../src/hardware/linux/gpio/linuxGpio.ts'
import type { LevelChange, NextPiece, WavePiece } from '../../../src/hardware/ports.ts'
import { systemClock } from '../../../src/runtime/clock.ts'
import { listedLog } from '../../support/listedLog.ts'
import { gpioThread } from '../support/inVm/builtThread.ts'
import { leave } from '../support/inVm/guest.ts'
import { programEnd } from '../support/inVm/programEnd.ts'
import { noteLevels, notedLevels, type SetLevel } from '../support/inVm/setLevels.ts'
import { raiseChip } from '../support/inVm/simulatedChip.ts'

const gpio = linuxGpio(() => ({ backend: 'auto', chip: null }), systemClock(), listedLog().log, gpioThread)
const outputs = { pins: [17, 18], consumer: 'energy-monitor gauges' } as const
const [step, direction] = outputs.pins
const pause = (ms: number) => systemClock().sleep(ms)

/** Ten steps, each as long as the pause after it; the direction changes with the last one. */
const tenSteps = (level: 0 | 1): WavePiece => ({
  durationUs: 20_000,
  changes: [
    ...Array.from({ length: 20 }, (_, i): LevelChange => ({ pin: step, level: i % 2 === 0 ? 1 : 0, atUs: 500 + 1_000 * i })),
    { pin: direction, level, atUs: 19_500 },
  ],
})

const endless: NextPiece = () => tenSteps(1)

const sentence = (opening: Promise<unknown>) =>
  opening.then(
    () => 'it worked',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  )

const intervalsUs = (levels: readonly SetLevel[]) => levels.slice(1).map(({ atUs }, i) => atUs - (levels[i]?.atUs ?? NaN))

/** 300 steps, as the kernel saw them. */
async function steps(chip: ReturnType<typeof raiseChip>) {
  const end = new AbortController()
  const plan = Array.from({ length: 30 }, (_, i) => tenSteps(i % 2 === 0 ? 0 : 1))
  const joined: boolean[] = []
  const player = await gpio.waves(outputs, (isJoined) => (joined.push(isJoined), plan.shift() ?? null), end.signal)
  const atFirst = [chip.level(step), chip.level(direction)]
  notedLevels()
  player.wake()
  const taken = await sentence(gpio.output(direction, 0, 'other', end.signal))
  await player.rest()
  const noted = notedLevels()
  const [steppedAt, turnedAt] = [step, direction].map((pin) => noted.filter(({ offset }) => offset === pin))
  leave('steps', {
    levels: [atFirst, [chip.level(step), chip.level(direction)]],
    taken,
    joined: [joined.length, joined.indexOf(true), joined.lastIndexOf(false)],
    steps: steppedAt?.map(({ level }) => level),
    turns: turnedAt?.map(({ level }) => level),
    intervalsUs: intervalsUs(steppedAt ?? []),
  })
  end.abort(new Error('over'))
}

/** Aborted while it plays, and opened again at once. */
async function stopped() {
  const end = new AbortController()
  const player = await gpio.waves(outputs, endless, end.signal)
  player.wake()
  await pause(300)
  const ended = sentence(player.ended)
  notedLevels()
  await pause(100)
  end.abort(new Error('asked to stop'))
  const before = notedLevels().length
  const again = new AbortController()
  const reopened = await sentence(gpio.waves(outputs, () => null, again.signal))
  await pause(200)
  const after = notedLevels().map(({ offset, level }) => [offset, level])
  leave('stopped', { ended: await ended, before, after, reopened })
  again.abort(new Error('over'))
}

async function refused() {
  const end = new AbortController()
  await gpio.output(18, 0, 'garden pump', end.signal)
  leave('refused', await sentence(gpio.waves(outputs, endless, end.signal)))
  end.abort(new Error('over'))
}

async function removed(chip: ReturnType<typeof raiseChip>) {
  const player = await gpio.waves(outputs, endless, new AbortController().signal)
  player.wake()
  await pause(100)
  chip.remove()
  leave('removed', await sentence(player.ended))
}

const chip = raiseChip({ label: 'pinctrl-rp1', lines: 54 })
noteLevels()
await steps(chip)
await stopped()
await refused()
const ends = (how: 'exit' | 'return' | 'SIGTERM') => programEnd('gpioPlaying', how)
leave('ends', { exit: await ends('exit'), return: await ends('return'), signal: await ends('SIGTERM') })
await removed(chip)
