import { setImmediate } from 'node:timers/promises'
import type { Files, OpenFile } from '../../src/runtime/files.ts'

/** What a power cut leaves of what was not synced: of the ends of files, and of new files and renames. */
export interface Loss {
  data: 'lost' | 'partly' | 'zeros' | 'kept'
  names: 'lost' | 'kept'
}

export const losses: readonly Loss[] = (['lost', 'partly', 'zeros', 'kept'] as const).flatMap((data) =>
  (['lost', 'kept'] as const).map((names) => ({ data, names })),
)

interface Inode {
  /** What programs read. */
  seen: string
  /** What a power cut cannot take. */
  synced: string
}

type Names = ReadonlyMap<string, Inode>

/** One folder in memory that knows what of it is durable, counts its operations, stops after one of them, or fails at some of them. */
export class CrashingFiles implements Files {
  #names: Map<string, Inode>
  #durableNames: Map<string, Inode>
  operations = 0
  writtenBytes = 0
  /** As if the program were killed after this many operations: the later ones never end. */
  cutAfter = Infinity
  /** The operations (the first is 1) that fail with the code; a write has then written half. */
  failing: { from: number; to: number; code: string } | null = null
  #wasCut = () => {}
  /** Resolves when the program waits for an operation that never ends. */
  readonly cut = new Promise<void>((resolve) => (this.#wasCut = resolve))

  constructor(names: Names = new Map(), durableNames: Names = names) {
    const copies = new Map([...names.values(), ...durableNames.values()].map((inode) => [inode, { ...inode }]))
    const copied = (from: Names) => new Map([...from].map(([name, inode]) => [name, copies.get(inode) ?? inode]))
    this.#names = copied(names)
    this.#durableNames = copied(durableNames)
  }

  /** What the next program finds when this one was killed: everything, durable or not. Also a copy for a backup. */
  killed(): CrashingFiles {
    return new CrashingFiles(this.#names, this.#durableNames)
  }

  /** What the next program finds after a power cut. */
  powerCut(loss: Loss): CrashingFiles {
    const names = loss.names === 'kept' ? this.#names : this.#durableNames
    return new CrashingFiles(
      new Map(
        [...names].map(([name, inode]) => {
          const text = remains(inode, loss.data)
          return [name, { seen: text, synced: text }]
        }),
      ),
    )
  }

  /** The text of a file, as `read` gives it. */
  text(path: string): string | null {
    return this.#names.get(path)?.seen ?? null
  }

  put(path: string, text: string): void {
    this.#names.set(path, { seen: text, synced: text })
    this.#durableNames = new Map(this.#names)
  }

  async read(path: string): Promise<string | null> {
    await this.#step()
    return this.text(path)
  }

  async open(path: string, mode: 'create' | 'append'): Promise<OpenFile> {
    await this.#step()
    const inode = this.#names.get(path) ?? { seen: '', synced: '' }
    if (mode === 'append' && !this.#names.has(path)) throw failure('ENOENT')
    if (mode === 'create') inode.seen = ''
    this.#names.set(path, inode)
    return {
      write: async (text) => {
        await this.#step(() => (inode.seen += text.slice(0, text.length / 2)))
        inode.seen += text
        this.writtenBytes += Buffer.byteLength(text)
      },
      sync: async () => {
        await this.#step()
        inode.synced = inode.seen
      },
      close: () => this.#step(),
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#step()
    const inode = this.#names.get(from)
    if (!inode) throw failure('ENOENT')
    this.#names.delete(from)
    this.#names.set(to, inode)
  }

  async syncFolder(): Promise<void> {
    await this.#step()
    this.#durableNames = new Map(this.#names)
  }

  makeFolder(): Promise<void> {
    return this.#step()
  }

  async #step(halfDone = () => {}): Promise<void> {
    if (this.operations >= this.cutAfter) {
      this.#wasCut()
      await new Promise(() => {})
    }
    this.operations++
    await setImmediate()
    if (!this.failing || this.operations < this.failing.from || this.operations > this.failing.to) return
    halfDone()
    throw failure(this.failing.code)
  }
}

function remains({ seen, synced }: Inode, data: Loss['data']): string {
  if (data === 'kept') return seen
  if (data === 'lost') return synced
  const unsynced = seen.startsWith(synced) ? seen.slice(synced.length) : seen
  const before = seen.startsWith(synced) ? synced : ''
  return before + (data === 'zeros' ? '\0'.repeat(unsynced.length) : unsynced.slice(0, unsynced.length / 2))
}

const failure = (code: string) => Object.assign(new Error(`${code}: as the test wants it`), { code })
