import { ConfigError, sentence } from '../../entities/errors.ts'
import { changesOf, type Change } from '../../measure/calibration/change.ts'
import { fitChannel, isOf, type Channel } from '../../measure/calibration/channel.ts'
import type { ChannelReading, Fit, Point, Reference } from '../../measure/calibration/point.ts'
import { readReference } from './reference.ts'
import { changeLines, fitLines, help, introduction } from './texts.ts'

/** Where a calibration stands. */
export interface Conversation {
  readonly channel: Channel
  readonly points: readonly Point[]
  /** What the user typed, until it is read what we show beside it. */
  readonly pending: Reference | null
  /** What is to be written, until the user says so. */
  readonly proposed: readonly Change[] | null
}

/** What happens to it: a line that was typed, a fresh reading that was wanted, or the sentence why there is none. */
export type Event = { readonly line: string } | { readonly reading: ChannelReading } | { readonly failed: string }

/** What it then says, and what it wants next: a line, a fresh reading, to write what is proposed, or to end. */
export interface Step {
  readonly next: Conversation
  readonly lines: readonly string[]
  readonly want: 'line' | 'reading' | 'write' | 'end'
}

export const beginning = (channel: Channel, device: string): Step => ({
  next: { channel, points: [], pending: null, proposed: null },
  lines: introduction(channel, device),
  want: 'line',
})

export const promptOf = ({ proposed }: Conversation) => (proposed === null ? '> ' : 'write this into the settings? (y/n) ')

/** Goes on by one event. */
export function follow(conversation: Conversation, event: Event): Step {
  if ('reading' in event) return paired(conversation, event.reading)
  if ('failed' in event) return goOn({ ...conversation, pending: null }, [event.failed])
  const word = event.line.trim().toLowerCase()
  return conversation.proposed === null ? asked(conversation, word, event.line) : answered(conversation, conversation.proposed, word)
}

const goOn = (next: Conversation, lines: readonly string[]): Step => ({ next, lines, want: 'line' })

function asked(conversation: Conversation, word: string, line: string): Step {
  switch (word) {
    case '':
      return goOn(conversation, [])
    case 'help':
    case '?':
      return goOn(conversation, help(conversation.channel.kind))
    case 'show':
      return goOn(conversation, shown(conversation))
    case 'undo':
      return undone(conversation)
    case 'quit':
      return { next: conversation, lines: ['nothing is written'], want: 'end' }
    case 'done':
      return done(conversation)
    default:
      return compared(conversation, line)
  }
}

function compared(conversation: Conversation, line: string): Step {
  try {
    return { next: { ...conversation, pending: readReference(line, conversation.channel.kind) }, lines: ['reading …'], want: 'reading' }
  } catch (error) {
    if (error instanceof ConfigError) return goOn(conversation, [sentence(error)])
    throw error
  }
}

function paired(conversation: Conversation, reading: ChannelReading): Step {
  const { channel, points, pending } = conversation
  if (pending === null || !isOf(channel, reading)) return goOn({ ...conversation, pending: null }, ['the reading is of another channel'])
  const next = { ...conversation, pending: null, points: [...points, { reference: pending, reading }] }
  return goOn(next, shown(next))
}

function undone(conversation: Conversation): Step {
  if (conversation.points.length === 0) return goOn(conversation, ['there is no point to take away'])
  const next = { ...conversation, points: conversation.points.slice(0, -1) }
  return goOn(next, [`point ${conversation.points.length} is taken away`, ...shown(next)])
}

function shown({ channel, points }: Conversation): string[] {
  if (points.length === 0) return ['no points yet']
  const fit = fitChannel(channel, points)
  return [...fitLines(fit), ...changeLines(changesOf(channel, fit))]
}

function done(conversation: Conversation): Step {
  const { channel, points } = conversation
  if (points.length === 0) return goOn(conversation, ['no points yet: type what your meter shows, or quit'])
  const fit = fitChannel(channel, points)
  const proposed = changesOf(channel, fit)
  if (proposed.length === 0) return { next: conversation, lines: [nothingToWrite(channel, fit)], want: 'end' }
  return goOn({ ...conversation, proposed }, changeLines(proposed))
}

/** Whether no point says anything of the channel: it is then not known to be right. */
export const isFruitless = ({ gain, phase }: Fit): boolean => gain === null && phase === null

/** Why a fit changes nothing. */
export const nothingToWrite = ({ kind }: Channel, fit: Fit): string =>
  isFruitless(fit)
    ? `nothing can be fitted to what is read, nothing is written: ${doubts[kind]}`
    : 'the settings are right as they are: nothing is written'

const doubts = {
  current: 'is the load on, and is this the right channel?',
  voltage: 'is the transformer plugged in, and is this the right channel?',
} as const

function answered(conversation: Conversation, proposed: readonly Change[], word: string): Step {
  if (['y', 'yes'].includes(word)) return { next: { ...conversation, proposed }, lines: [], want: 'write' }
  if (word === 'quit') return { next: conversation, lines: ['nothing is written'], want: 'end' }
  if (['n', 'no'].includes(word)) return goOn({ ...conversation, proposed: null }, ['not written: add points, undo some, or quit'])
  return goOn(conversation, ['y writes, n goes back, quit ends without writing'])
}
