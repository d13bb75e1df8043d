import { describe, expect, it } from 'vitest'
import { progressBar } from '../../src/cli/progressBar.ts'
import { Screen } from '../../src/cli/screen.ts'

const terminal = (isTTY = true) => {
  const written: string[] = []
  return { isTTY, written, write: (text: string) => void written.push(text) }
}

describe('the screen', () => {
  it('draws its footer again in place', () => {
    const out = terminal()
    const screen = new Screen(out)
    screen.setFooter('one\ntwo')
    screen.setFooter('three\nfour')
    expect(out.written).toEqual(['one\ntwo\n', '\u001B[2A\u001B[Jthree\nfour\n'])
  })

  it('puts log lines above the footer', () => {
    const out = terminal()
    const screen = new Screen(out)
    screen.setFooter('table')
    screen.log.write('a line\n')
    expect(out.written.at(-1)).toBe('\u001B[1A\u001B[Ja line\ntable\n')
  })

  it('is a plain log before there is a footer', () => {
    const out = terminal()
    new Screen(out).log.write('a line\n')
    expect(out.written).toEqual(['a line\n'])
  })
})

describe('a progress bar', () => {
  it('fills up in one line and is wiped at the end', () => {
    const out = terminal()
    const bar = progressBar(out, 10)
    bar.show(5, 'half')
    bar.end()
    expect(out.written).toEqual([`\r\u001B[K[${'='.repeat(15)}${' '.repeat(15)}] half`, '\r\u001B[K'])
  })

  it('shows nothing where there is no terminal', () => {
    const out = terminal(false)
    const bar = progressBar(out, 10)
    bar.show(5, 'half')
    bar.end()
    expect(out.written).toEqual([])
  })
})
