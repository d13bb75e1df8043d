import { askedOfProgram, type Asked } from '../compose/asking.ts'
import { runAlone } from '../compose/alone.ts'
import { readingAnswer } from '../drivers/mcp3208/inquiry.ts'
import { changesOf, type Change } from '../measure/calibration/change.ts'
import { fitChannel, type Channel } from '../measure/calibration/channel.ts'
import type { ChannelReading, Fit } from '../measure/calibration/point.ts'
import { systemClock } from '../runtime/clock.ts'
import { pinoLog } from '../runtime/pinoLog.ts'
import type { Arguments } from './arguments.ts'
import { isFruitless, nothingToWrite } from './calibration/conversation.ts'
import { dialogue } from './calibration/dialogue.ts'
import { readReference } from './calibration/reference.ts'
import { readTarget, type Target } from './calibration/target.ts'
import { changeLines, fitLines, readingText } from './calibration/texts.ts'
import { writeChanges } from './calibration/write.ts'

type CalibrateArguments = Extract<Arguments, { command: 'calibrate' }>

/** A calibration that goes on. */
interface Session {
  readonly args: CalibrateArguments
  readonly target: Target
  readonly asked: Asked
  readonly read: () => Promise<ChannelReading>
}

/** How long a reading takes. */
const seconds = 2

/** The exit code where nothing can be fitted, and that of a command that Ctrl-C ends. */
const fruitlessCode = 1
const interruptedCode = 130

/**
 * Fits a channel to a reference meter. The program that runs on the state folder is asked for its readings; where none does, the device is
 * run by itself. The exit code.
 */
export async function calibrate(args: CalibrateArguments): Promise<number> {
  const target = await readTarget(args.settingsFile, args.device, args.channel)
  const asked = (await askedOfProgram(args.stateFolder, args.device)) ?? (await alone(args, target))
  const question = { channel: target.channel.name, seconds }
  const session = { args, target, asked, read: async () => readingAnswer.parse(await asked.ask('reading', question)) }
  try {
    return await (args.point === null ? talked(session) : fittedAtOnce(session, args.point))
  } finally {
    await asked.stop()
  }
}

const alone = (args: CalibrateArguments, { kind, device }: Target) =>
  runAlone({ kind, device, clock: systemClock(), log: pinoLog(args.logLevel === 'info' ? 'warn' : args.logLevel, args.logFormat) })

async function talked(session: Session): Promise<number> {
  const { target, read } = session
  const { stdin: input, stdout: output } = process
  const live = input.isTTY && output.isTTY
  const ending = await dialogue({ channel: target.channel, device: target.device.id, read, clock: systemClock(), input, output, live })
  if (typeof ending === 'object') say(await written(session, ending.changes))
  return ending === 'interrupted' ? interruptedCode : 0
}

/** Without a question: one point, the load that is on now. The exit code. */
async function fittedAtOnce(session: Session, figures: string): Promise<number> {
  const { args, target, read } = session
  const { channel } = target
  const reference = readReference(figures, channel.kind)
  const reading = await read()
  const fit = fitChannel(channel, [{ reference, reading }])
  const changes = changesOf(channel, fit)
  const lines = args.write && changes.length > 0 ? await written(session, changes) : []
  if (args.json)
    say([JSON.stringify({ device: target.device.id, channel: channel.name, reading, ...fit, changes, written: lines.length > 0 })])
  else say([`it reads ${readingText(reading)}`, ...fitLines(fit), ...changeLines(changes), ...outcomeLines(channel, fit, changes, lines)])
  return isFruitless(fit) ? fruitlessCode : 0
}

/** What became of the changes: `lines` tell what was written, if anything was. */
function outcomeLines(channel: Channel, fit: Fit, changes: readonly Change[], lines: readonly string[]): readonly string[] {
  if (lines.length > 0) return lines
  return [changes.length === 0 ? nothingToWrite(channel, fit) : 'nothing is written: --write does that']
}

/** Writes, has it taken over, and tells both. */
async function written({ args, target, asked }: Session, changes: readonly Change[]): Promise<string[]> {
  const lines = await writeChanges(args.settingsFile, target, changes)
  const taken = await asked.reload()
  return ['written:', ...lines, takenOver(taken)]
}

function takenOver(taken: boolean | null): string {
  if (taken === null) return 'it holds from the next start of the program'
  return taken ? 'the running program has taken it over' : 'the running program could not take the settings over: its log says why'
}

const say = (lines: readonly string[]) => void process.stdout.write(lines.map((line) => `${line}\n`).join(''))
