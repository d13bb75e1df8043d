import { Writable } from 'node:stream'

/** Where the characters go. */
interface Out {
  write(text: string): unknown
}

/** A terminal whose last lines are redrawn in place while log lines scroll by above them. */
export class Screen {
  readonly #out: Out
  #footer = ''

  constructor(out: Out) {
    this.#out = out
  }

  /** Where the log goes: each line appears above the footer. */
  readonly log = new Writable({
    write: (chunk: Buffer, _, done) => {
      this.#draw(chunk.toString(), this.#footer)
      done()
    },
  })

  /** Replaces the lines that stay at the bottom. */
  setFooter(text: string): void {
    this.#draw('', text)
  }

  #draw(above: string, footer: string): void {
    const height = this.#footer === '' ? 0 : this.#footer.split('\n').length
    const back = height === 0 ? '' : `\u001B[${height}A\u001B[J`
    this.#footer = footer
    this.#out.write(`${back}${above}${footer === '' ? '' : `${footer}\n`}`)
  }
}
