const width = 30

/** A bar that is redrawn in one line of a terminal; elsewhere nothing is shown. */
export function progressBar(
  out: { readonly isTTY: boolean; write(text: string): unknown },
  total: number,
): { show: (done: number, text: string) => void; end: () => void } {
  const draw = (text: string) => void (out.isTTY && out.write(`\r\u001B[K${text}`))
  return {
    show: (done, text) => draw(`${bar(done / total)} ${text}`),
    end: () => draw(''),
  }
}

const bar = (share: number) => `[${'='.repeat(Math.round(share * width)).padEnd(width)}]`
