import { basename } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../entities/errors.ts'
import { diskCause } from './diskCause.ts'
import type { Files } from './files.ts'
import { currentVersion, JournalText } from './journalText.ts'
import type { Log } from './log.ts'

/**
 * Reads what the file says; an empty text where there is none. A damaged entry and all after it are ignored, with a warning.
 * Rejects with a ConfigError where a newer program wrote it or where it cannot be read: it must not be overwritten then.
 */
export async function readJournal(files: Files, path: string, log: Log): Promise<JournalText> {
  const found = await readText(files, path)
  if (found === null) return new JournalText()
  const version = versionOf(found)
  if (version !== null && version > currentVersion) throw new ConfigError(tooNew(path, version))
  const content = version === null ? null : readers[version]?.(found)
  if (!content) {
    log.warn(`${path} is no journal of this program: it is kept as ${basename(path)}.damaged, and a new one is begun`)
    await files.rename(path, `${path}.damaged`)
    return new JournalText()
  }
  const { text, damagedLine } = content
  if (damagedLine !== null)
    log.warn(`${path} is damaged at line ${damagedLine}, as a power cut can leave it: this line and what follows is ignored`)
  return text
}

/** What a file says, and from which line on it is damaged. */
interface Content {
  text: JournalText
  damagedLine: number | null
}

/** For each version that was ever written, what reads it into the values of today; null is for a file that is none. The file is then written anew as the current version. */
const readers: readonly ((found: string) => Content | null)[] = [readTotals, readEntries]

/** Version 0: a JSON object of totals in kWh by key. */
function readTotals(found: string): Content | null {
  const totals = totalsSchema.safeParse(parseJson(found))
  if (!totals.success) return null
  const text = new JournalText()
  text.entry(new Map(Object.entries(totals.data).map(([key, totalKwh]) => [key, Math.round(totalKwh * 1e6)])))
  return { text, damagedLine: null }
}

const totalsSchema = z.record(z.string(), z.number())

/** Version 1: see `JournalText`. */
function readEntries(found: string): Content {
  const text = new JournalText()
  const lines = found.split('\n')
  for (let i = 1; i < lines.length - 1; i++) if (!text.apply(lines[i] ?? '')) return { text, damagedLine: i + 1 }
  return { text, damagedLine: lines.at(-1) === '' ? null : lines.length }
}

function versionOf(found: string): number | null {
  const written = /^energy-monitor journal (\d{1,6})\n/.exec(found)?.[1]
  if (written !== undefined) return Number(written)
  return found.startsWith('{') ? 0 : null
}

const tooNew = (path: string, version: number) =>
  `${path} was written by a newer version of this program (format ${version}, this one knows ${currentVersion}): install that version again, or move the file away to begin anew`

async function readText(files: Files, path: string): Promise<string | null> {
  try {
    return await files.read(path)
  } catch (error) {
    throw new ConfigError(`${path} cannot be read (${diskCause(error)}): the totals in it must not be lost, so nothing runs before it can`)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
