import { brokerSettings } from '../compose/brokerSettings.ts'
import { embeddedBroker, type EmbeddedBroker } from '../compose/embeddedBroker.ts'
import { machineLines } from '../compose/lines.ts'
import { Program, type ProgramOptions } from '../compose/program.ts'
import { version } from '../compose/version.ts'
import { systemClock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { pinoLog } from '../runtime/pinoLog.ts'
import type { Loaded, Settings } from '../settings/settings.ts'
import type { RunArguments } from './arguments.ts'
import { counted, load, usable } from './currentSettings.ts'
import { Screen } from './screen.ts'
import { showTable } from './table.ts'
import { Watchdog } from './watchdog.ts'

/** What stays the same over restarts. */
interface Session {
  args: RunArguments
  /** Where the demo's own broker is; null where it has none. */
  embedded: (() => Promise<string>) | null
  screen: Screen | null
  log: Log
  stop: AbortSignal
  watchdog: Watchdog
}

/** Runs until it is asked to stop; the exit code. SIGHUP reads the settings again, SIGTERM and SIGINT stop. */
export async function run(args: RunArguments): Promise<number> {
  const screen = args.demo && process.stdout.isTTY && args.logFormat === 'text' ? new Screen(process.stdout) : null
  const log = pinoLog(args.logLevel, args.logFormat, screen?.log)
  const watchdog = new Watchdog(systemClock(), () => process.exit(0))
  const session = { args, embedded: args.demo ? onceEmbedded() : null, screen, log, stop: stopSignal(watchdog), watchdog }
  while (!session.stop.aborted) {
    const loaded = await load(args, log)
    if (loaded.settings === null) return 2
    await runUntilEnd(session, loaded.settings, loaded.mistakes)
  }
  return 0
}

/** Aborted when the user wants the program to stop, which it then does in any case. */
function stopSignal(watchdog: Watchdog): AbortSignal {
  const stop = new AbortController()
  const onSignal = () => {
    // npm and a terminal both hand on Ctrl-C: the second one changes nothing.
    if (stop.signal.aborted) return
    watchdog.watch()
    stop.abort()
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  return stop.signal
}

/** Returns when it was asked to stop or to restart. */
async function runUntilEnd(session: Session, settings: Settings, mistakes: Loaded['mistakes']): Promise<void> {
  const { args, screen, log, stop, watchdog } = session
  const end = new AbortController()
  const ended = AbortSignal.any([stop, end.signal])
  const reloading = oneReloadAtATime(async () => reload(session, await starting), log)
  const options = programOptions(session, { restart: () => void restart(session, end), reload: reloading })
  const starting = Program.start(options, settings, mistakes)
  onHangUp(reloading, ended)
  const program = await starting
  log.info(`version ${version} runs with ${counted(settings)} from ${args.demo ? 'the demo' : args.settingsFile}`)
  if (screen !== null) showTable(program.devices, screen, ended)
  if (!ended.aborted) await new Promise((resolve) => ended.addEventListener('abort', resolve, { once: true }))
  log.info(stop.aborted ? 'stopping' : 'restarting')
  watchdog.longerMs = program.longerStopMs
  await program.stop()
}

function programOptions({ args, embedded, log }: Session, asked: Pick<ProgramOptions, 'restart' | 'reload'>): ProgramOptions {
  const realClock = systemClock()
  return {
    stateFolder: args.stateFolder,
    version,
    lines: machineLines(args.record, realClock, log),
    broker: (written) => brokerSettings(written, process.env, embedded),
    clock: args.speed === 1 ? realClock : systemClock(args.speed),
    realClock,
    log,
    random: Math.random,
    demo: args.demo,
    ...asked,
  }
}

/** Whether the settings were taken over. */
async function reload(session: Session, program: Program): Promise<boolean> {
  const loaded = await usable(session.args, session.log)
  if (loaded === null) return false
  await program.apply(loaded.settings, loaded.mistakes)
  session.log.info(`settings taken over: ${counted(loaded.settings)}`)
  return true
}

/** A program that could not start again goes on. */
async function restart(session: Session, end: AbortController): Promise<void> {
  if ((await usable(session.args, session.log)) !== null) end.abort()
}

/** One reload after the other; each says whether it took the settings over. */
function oneReloadAtATime(act: () => Promise<boolean>, log: Log): () => Promise<boolean> {
  let last = Promise.resolve(false)
  const failed = (error: unknown) => {
    log.error('the settings could not be taken over', { error })
    return false
  }
  return () => (last = last.then(act).catch(failed))
}

/** Reloads on SIGHUP, until the signal. */
function onHangUp(reloading: () => Promise<boolean>, signal: AbortSignal): void {
  const onHup = () => void reloading()
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
