import type { Interface } from 'node:readline'

/** A line above the prompt of a terminal that is drawn again while the user types. */
export class LiveLine {
  readonly #prompt: Interface
  readonly #out: { readonly columns?: number; write(text: string): unknown }
  #text = ''

  constructor(prompt: Interface, out: { readonly columns?: number; write(text: string): unknown }) {
    this.#prompt = prompt
    this.#out = out
  }

  /** Begins it anew below what was written; the prompt comes after it. */
  begin(): void {
    this.#out.write(`${this.#text}\n`)
  }

  /** Draws it where it began, however many lines the user's own text takes. */
  show(text: string): void {
    this.#text = text.slice(0, (this.#out.columns || 80) - 1)
    const up = this.#prompt.getCursorPos().rows + 1
    this.#out.write(`\u001B7\u001B[${up}A\r\u001B[K${this.#text}\u001B8`)
  }
}
