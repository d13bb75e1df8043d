import { access } from 'node:fs/promises'
import { brokerSettings } from '../compose/brokerSettings.ts'
import { demoOf } from '../compose/demo.ts'
import { embeddedBroker, type EmbeddedBroker } from '../compose/embeddedBroker.ts'
import { machineLines } from '../compose/lines.ts'
import { Program, type ProgramOptions } from '../compose/program.ts'
import { readOrBeginSettingsFile, readSettingsFile } from '../compose/settingsFile.ts'
import { version } from '../compose/version.ts'
import { sentence } from '../entities/errors.ts'
import { systemClock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { pinoLog } from '../runtime/pinoLog.ts'
import type { Loaded } from '../settings/settings.ts'
import type { Arguments } from './arguments.ts'
import { Screen } from './screen.ts'
import { showTable } from './table.ts'

type RunArguments = Extract<Arguments, { command: 'run' }>

/** A stop takes no longer, whatever a device is doing. */
const stopMs = 1_900

/** Runs until it is asked to stop; the exit code. SIGHUP reads the settings again, SIGTERM and SIGINT stop. */
export async function run(args: RunArguments): Promise<number> {
  const screen = args.demo && process.stdout.isTTY && args.logFormat === 'text' ? new Screen(process.stdout) : null
  const log = pinoLog(args.logLevel, args.logFormat, screen?.log)
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), stopMs).unref()
      stop.abort()
    })
  }
  const embedded = args.demo ? onceEmbedded() : null
  while (!stop.signal.aborted) {
    const loaded = await load(args, log)
    for (const mistake of loaded.mistakes) log.error(mistake.sentence)
    if (loaded.settings === null) return 2
    await runUntilEnd(args, { settings: loaded.settings, mistakes: loaded.mistakes }, embedded, screen, log, stop.signal)
  }
  return 0
}

/** Returns when it was asked to stop or to restart. */
async function runUntilEnd(
  args: RunArguments,
  { settings, mistakes }: Loaded & { settings: NonNullable<Loaded['settings']> },
  embedded: (() => Promise<string>) | null,
  screen: Screen | null,
  log: Log,
  stop: AbortSignal,
): Promise<void> {
  const end = new AbortController()
  const ended = AbortSignal.any([stop, end.signal])
  const realClock = systemClock()
  const options: ProgramOptions = {
    stateFolder: args.stateFolder,
    version,
    lines: machineLines(args.record, realClock, log),
    broker: (written) => brokerSettings(written, process.env, embedded),
    clock: args.speed === 1 ? realClock : systemClock(args.speed),
    realClock,
    log,
    random: Math.random,
    demo: args.demo,
    restart: () => end.abort(),
  }
  const program = await Program.start(options, settings, mistakes)
  log.info(`version ${version} runs with ${settings.devices.length} devices from ${args.demo ? 'the demo' : args.settingsFile}`)
  onReload(() => reload(args, program, log), ended)
  if (screen !== null) showTable(program.devices, screen, ended)
  if (!ended.aborted) await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }))
  log.info(stop.aborted ? 'stopping' : 'restarting')
  await program.stop()
}

async function load(args: RunArguments, log: Log): Promise<Loaded> {
  if (args.demo) return demoOf((await exists(args.settingsFile)) ? await readSettingsFile(args.settingsFile) : null)
  const loaded = await readOrBeginSettingsFile(args.settingsFile)
  if (loaded.begun) log.info(`${args.settingsFile} was written: name your devices there, then restart`)
  return loaded
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  )

/** What cannot be read leaves everything as it is. */
async function reload(args: RunArguments, program: Program, log: Log): Promise<void> {
  try {
    const { settings, mistakes } = await load(args, log)
    for (const mistake of mistakes) log.error(mistake.sentence)
    if (settings === null) return log.error('the settings stay as they were: the new ones cannot be used')
    await program.apply(settings, mistakes)
    log.info(`settings taken over: ${settings.devices.length} devices`)
  } catch (error) {
    log.error(`the settings stay as they were: ${sentence(error)}`)
  }
}

/** One reload after the other, until the signal. */
function onReload(act: () => Promise<void>, signal: AbortSignal): void {
  let last = Promise.resolve()
  const onHup = () => void (last = last.then(act))
  process.on('SIGHUP', onHup)
  signal.addEventListener('abort', () => process.off('SIGHUP', onHup), { once: true })
}

/** Starts the demo's broker when it is first asked for, and tells where it is. */
function onceEmbedded(): () => Promise<string> {
  let broker: Promise<EmbeddedBroker> | null = null
  return async () => {
    broker ??= embeddedBroker().then((started) => {
      process.stdout.write(`broker ${started.url}\n`)
      return started
    })
    return (await broker).url
  }
}
