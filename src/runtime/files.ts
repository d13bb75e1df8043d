/** The few file operations that keeping state needs, each one step of what a crash can cut. Rejections carry the system's `code` (ENOSPC, EROFS, ...). */
export interface Files {
  /** The whole text, null where there is no such file. */
  read(path: string): Promise<string | null>
  /** `create` makes or empties the file; `append` wants it to be there. */
  open(path: string, mode: 'create' | 'append'): Promise<OpenFile>
  /** Replaces what is at `to`; survives a power cut only after `syncFolder`. */
  rename(from: string, to: string): Promise<void>
  syncFolder(path: string): Promise<void>
  /** Makes the folder and those above it where they are missing; they survive a power cut. */
  makeFolder(path: string): Promise<void>
}

export interface OpenFile {
  /** Adds to the end; survives a power cut only after `sync`. */
  write(text: string): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/** Writes and syncs: what it was given survives once this resolves. After a rejection some of it may be there. */
export async function writeDurably(files: Files, path: string, mode: 'create' | 'append', text: string): Promise<void> {
  const file = await files.open(path, mode)
  try {
    await file.write(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
