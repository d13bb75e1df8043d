import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { dialogue } from '../../../src/cli/calibration/dialogue.ts'
import { ConfigError } from '../../../src/entities/errors.ts'
import type { ChannelReading } from '../../../src/measure/calibration/point.ts'
import { readOf } from '../../measure/calibration/support/device.ts'
import { fakeClock } from '../../support/fakeClock.ts'

const channel = { kind: 'current' as const, name: 'oven', path: [], factor: { key: 'gain', value: 1 }, phase: 0, rangeA: 30 }
const steady = async () => readOf({ gain: 1.025, lead: 0 }, { currentA: 8 })

function begin({ live = false, read = steady }: { live?: boolean; read?: () => Promise<ChannelReading> } = {}) {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let text = ''
  output.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const clock = fakeClock()
  const ending = dialogue({ channel, device: 'board', read, clock, input, output, live })
  return { input, clock, ending, shown: () => text }
}

describe('the dialogue at a terminal or over a pipe', () => {
  it('reads lines until it is known what to write', async () => {
    const { input, ending, shown } = begin()
    input.write('8A\nshow\ndone\nyes\n')
    expect(await ending).toEqual({ changes: [{ key: 'gain', from: 1, to: 1.025 }] })
    expect(shown()).toContain('it reads 7.805 A')
    expect(shown()).toContain('write this into the settings? (y/n) ')
  })

  it('writes nothing where the input ends, even before the answer to that', async () => {
    const { input, ending, shown } = begin()
    input.end('8A\ndone\n')
    expect(await ending).toBe('nothing')
    expect(shown()).toMatch(/nothing is written\n$/)
  })

  it('goes on where a reading fails, but does not begin where nothing answers', async () => {
    let readings = 0
    const read = async () => {
      if (readings++ === 1) throw new ConfigError('board is offline and tells nothing')
      return steady()
    }
    const { input, ending, shown } = begin({ read })
    input.write('8A\n8A\ndone\ny\n')
    expect(await ending).toMatchObject({ changes: [{ key: 'gain' }] })
    expect(shown()).toContain('board is offline and tells nothing')
    await expect(begin({ read: () => Promise.reject(new ConfigError('no')) }).ending).rejects.toThrow('no')
  })

  it('is broken off by Ctrl-C', async () => {
    const { input, ending } = begin({ live: true })
    input.write('8A\n\u0003')
    expect(await ending).toBe('interrupted')
  })

  it('redraws the reading above the prompt of a terminal, and nothing elsewhere', async () => {
    let currentA = 1
    const read = async () => readOf({ gain: 1, lead: 0 }, { currentA: currentA++ })
    const { input, clock, ending, shown } = begin({ live: true, read })
    await clock.advance(350)
    expect(shown()).toContain('\u001B7\u001B[1A\r\u001B[K2.000 A')
    expect(shown()).toContain('\u001B7\u001B[1A\r\u001B[K5.000 A')
    input.write('quit\n')
    expect(await ending).toBe('nothing')
    const plain = begin({ read })
    await plain.clock.advance(1_000)
    plain.input.end()
    await plain.ending
    expect(plain.shown()).not.toContain('\u001B')
  })
})
