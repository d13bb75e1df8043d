import { dirname } from 'node:path'
import { replaceFile } from './atomicFile.ts'
import { writeDurably, type Files } from './files.ts'
import type { JournalText } from './journalText.ts'

/** Values by key in one append-only file, which is replaced by a short one now and then. */
export class Journal {
  readonly #files: Files
  readonly #path: string
  readonly #text: JournalText
  readonly #compactAfter: number
  #appended = 0
  /** Whether an entry may follow what is in the file. Not before it was written anew: what was read may not be durable, may be torn, of an older version, or not there. */
  #sound = false

  /** `compactAfter`: the characters that are appended before the file is written anew. */
  constructor(files: Files, path: string, text: JournalText, compactAfter: number) {
    this.#files = files
    this.#path = path
    this.#text = text
    this.#compactAfter = compactAfter
  }

  /**
   * Makes the file say these values, and what it said of other keys; durable once it resolves. One call at a time.
   * After a rejection nobody knows what the file's end looks like, and a sync that failed once may lie the next time: the next call writes it anew.
   */
  async write(values: ReadonlyMap<string, unknown>): Promise<void> {
    const sound = this.#sound
    this.#sound = false
    const entry = this.#text.entry(values)
    if (!sound || this.#appended >= this.#compactAfter) await this.#writeAnew()
    else if (entry !== '') await this.#append(entry)
    this.#sound = true
  }

  async #append(entry: string): Promise<void> {
    await writeDurably(this.#files, this.#path, 'append', entry)
    this.#appended += entry.length
  }

  async #writeAnew(): Promise<void> {
    await this.#files.makeFolder(dirname(this.#path))
    await replaceFile(this.#files, this.#path, this.#text.anew())
    this.#appended = 0
  }
}
