import { describe, expect, it } from 'vitest'
import { edited, newLines } from '../../../src/cli/calibration/write.ts'
import { targetIn } from '../../../src/cli/calibration/target.ts'
import type { SettingsValue } from '../../../src/measure/calibration/change.ts'
import { boardText, kinds, read } from './support/board.ts'

const reader = { read, kinds }
const target = (channel: string, text = boardText) => targetIn(read(text), kinds, 'board', channel)
const to = (key: string, value: SettingsValue) => ({ key, from: 1, to: value })

describe('what a calibration writes', () => {
  it('replaces the factor and nothing else, to the last space', () => {
    expect(edited(boardText, target('solar'), [to('gain', 1.0123)], reader)).toBe(boardText.replace('gain: 0.98', 'gain: 1.0123'))
    expect(edited(boardText, target('oven'), [to('gain', 1.0123)], reader)).toBe(boardText.replace('gain: 1.02', 'gain: 1.0123'))
  })

  it('adds a key that is not there yet, and keeps all comments', () => {
    const text = edited(boardText, target('solar'), [to('gain', 1.5), to('phase', '1.8deg')], reader)
    expect(newLines(boardText, text)).toEqual([
      { number: 9, text: '        gain: 1.5' },
      { number: 10, text: '        phase: 1.8deg' },
    ])
    const flow = edited(boardText, target('car'), [to('gain', 1.5), to('phase', '1.8deg')], reader)
    expect(newLines(boardText, flow).map((line) => line.text.trim())).toEqual(['car: { gain: 1.5, phase: 1.8deg }'])
    for (const comment of ['# my house', '# in the cellar', '# kitchen', '# the roof']) expect(flow).toContain(comment)
  })

  it('is refused where the settings of the device have changed in the meantime, not where others have', () => {
    const begun = target('oven')
    const changed = boardText.replace('gain: 1.02', 'gain: 1.03')
    expect(() => edited(changed, begun, [to('gain', 1.5)], reader)).toThrow(
      'the settings of board have changed in the meantime: nothing is written, begin again',
    )
    const other = boardText.replace('devices:', 'node: attic\ndevices:')
    expect(edited(other, begun, [to('gain', 1.5)], reader)).toContain('gain: 1.5')
  })

  it('is refused where it would be a mistake', () => {
    expect(() => edited(boardText, target('oven'), [to('gain', 12)], reader)).toThrow(
      /^nothing is written, for this would be a mistake: em\.yaml:6:15: devices\.board\.currents\.oven\.gain: found 12/,
    )
  })
})
