import { describe, expect, it } from 'vitest'
import { beginning, follow, promptOf, type Event, type Step } from '../../../src/cli/calibration/conversation.ts'
import type { Channel } from '../../../src/measure/calibration/channel.ts'
import { readOf } from '../../measure/calibration/support/device.ts'

const oven: Channel = {
  kind: 'current',
  name: 'oven',
  path: ['currents', 'oven'],
  factor: { key: 'gain', value: 1 },
  phase: 0,
  rangeA: 30,
}
const mains: Channel = { ...oven, kind: 'voltage', name: 'mains', factor: { key: 'calibration', value: 268.97 } }

const clamp = { gain: 1.025, lead: 1.8 }
const reading = (currentA: number): Event => ({ reading: readOf(clamp, { currentA }) })
const line = (text: string): Event => ({ line: text })

/** What comes of the events, one after another. */
const talk = (channel: Channel, ...events: Event[]): Step =>
  events.reduce((step, event) => follow(step.next, event), beginning(channel, 'board'))

describe('the talk of a calibration', () => {
  it('begins with what is in force and what can be typed', () => {
    const { lines, want } = beginning(oven, 'board')
    expect(want).toBe('line')
    expect(lines[0]).toBe('calibrating the current oven of board (gain 1, phase 0 degrees)')
    expect(lines.join('\n')).toContain('8.71A, 2003W, 230.4V')
  })

  it('takes a fresh reading beside every figure, and shows both, what remains and what would be written', () => {
    expect(talk(oven, line('8A 1840W heater')).want).toBe('reading')
    const { lines, want } = talk(oven, line('8.00A 1840W heater'), reading(8))
    expect(want).toBe('line')
    expect(lines).toEqual([
      'point  reference      ours  difference   fitted',
      '    1    8.000 A   7.805 A     -2.44 %  +0.00 %',
      '    1   1840.0 W  1794.2 W     -2.49 %  +0.00 %',
      'gain: 1 -> 1.025',
      'phase: 0deg -> 1.8deg',
    ])
  })

  it('fits anew with every point, and takes the last one away again', () => {
    const two = talk(oven, line('8.00A'), reading(8), line('16.00A'), reading(15))
    expect(two.lines.join('\n')).toContain('! the references contradict each other')
    const one = follow(two.next, line('undo'))
    expect(one.lines[0]).toBe('point 2 is taken away')
    expect(one.lines.at(-1)).toBe('gain: 1 -> 1.025')
    expect(follow(one.next, line('show')).lines).toEqual(one.lines.slice(1))
    const none = follow(one.next, line('undo'))
    expect(none.lines).toEqual(['point 1 is taken away', 'no points yet'])
    expect(follow(none.next, line('undo')).lines).toEqual(['there is no point to take away'])
  })

  it('shows a table of phases where the clamp needs one', () => {
    const bent = (currentA: number, lead: number): Event => ({ reading: readOf({ gain: 1, lead }, { currentA }) })
    const { lines } = talk(oven, line('1.00A heater'), bent(1, 3.21), line('10.0A heater'), bent(10, 1.5))
    expect(lines.at(-1)).toBe('phase: 0deg -> { 1A: 3.21deg, 10A: 1.5deg }')
  })

  it('says in a sentence what it does not understand, and goes on', () => {
    const { lines, want } = talk(oven, line('8,71A'))
    expect({ lines, want }).toEqual({ lines: ['found 8,71A, allowed is a decimal point, as in 8.71A'], want: 'line' })
    expect(talk(oven, line('  '))).toMatchObject({ lines: [], want: 'line' })
    expect(talk(oven, line('help')).lines).toHaveLength(2)
  })

  it('loses no point where a reading fails', () => {
    const failed = talk(oven, line('8A'), reading(8), line('16A'), { failed: 'board is offline and tells nothing' })
    expect(failed).toMatchObject({ lines: ['board is offline and tells nothing'], want: 'line' })
    expect(failed.next).toMatchObject({ points: [{}], pending: null })
  })

  it('asks before it writes, and writes only at a yes', () => {
    const done = talk(oven, line('8A'), reading(8), line('done'))
    expect(done).toMatchObject({ lines: ['gain: 1 -> 1.025'], want: 'line' })
    expect(promptOf(done.next)).toBe('write this into the settings? (y/n) ')
    expect(follow(done.next, line('8A'))).toMatchObject({ want: 'line', lines: ['y writes, n goes back, quit ends without writing'] })
    expect(follow(done.next, line('')).want).toBe('line')
    const yes = follow(done.next, line('Y'))
    expect(yes).toMatchObject({ want: 'write', next: { proposed: [{ key: 'gain', from: 1, to: 1.025 }] } })
    const no = follow(done.next, line('n'))
    expect(no.want).toBe('line')
    expect(promptOf(no.next)).toBe('> ')
    expect(follow(no.next, line('show')).lines.at(-1)).toBe('gain: 1 -> 1.025')
  })

  it('ends without writing where the user quits, or nothing has changed', () => {
    expect(talk(oven, line('quit'))).toMatchObject({ want: 'end', lines: ['nothing is written'] })
    expect(talk(oven, line('8A'), reading(8), line('done'), line('quit'))).toMatchObject({ want: 'end', lines: ['nothing is written'] })
    const right: Event = { reading: readOf({ gain: 1, lead: 0 }, { currentA: 8 }) }
    expect(talk(oven, line('8A heater'), right, line('done'))).toMatchObject({
      want: 'end',
      lines: ['the settings are right as they are: nothing is written'],
    })
  })

  it('does not call the settings right where nothing could be fitted', () => {
    const off: Event = { reading: readOf({ gain: 1, lead: 0 }, { currentA: 0.001 }) }
    expect(talk(oven, line('6.2A 1300W'), off, line('done'))).toMatchObject({
      want: 'end',
      lines: ['nothing can be fitted to what is read, nothing is written: is the load on, and is this the right channel?'],
    })
    const silent: Event = { reading: { kind: 'voltage', voltageV: null, frequencyHz: null } }
    expect(talk(mains, line('230.4V'), silent, line('done')).lines).toEqual([
      'nothing can be fitted to what is read, nothing is written: is the transformer plugged in, and is this the right channel?',
    ])
  })

  it('calls the settings right where the phase alone could be fitted, and is right', () => {
    const right: Event = { reading: readOf({ gain: 1, lead: 0 }, { currentA: 8 }) }
    expect(talk(oven, line('heater'), right, line('done')).lines).toEqual(['the settings are right as they are: nothing is written'])
  })

  it('has nothing to write before there is a point', () => {
    expect(talk(oven, line('done'))).toMatchObject({ want: 'line', lines: ['no points yet: type what your meter shows, or quit'] })
  })

  it('fits the calibration of a voltage', () => {
    const volts: Event = { reading: { kind: 'voltage', voltageV: 225.4, frequencyHz: 50 } }
    expect(talk(mains, line('230.4V'), volts).lines).toEqual([
      'point  reference      ours  difference   fitted',
      '    1   230.40 V  225.40 V     -2.17 %  +0.00 %',
      'calibration: 268.97 -> 274.94',
    ])
  })
})
