import { describe, expect, it } from 'vitest'
import { LineEvents } from '../../../../src/hardware/linux/gpio/lineEvents.ts'
import { failing, lineEvent } from '../../../support/fakeGpioKernel.ts'

/** A line from which each of these reads takes what it takes. */
function lineOf(...reads: (Buffer | null)[]) {
  let nowUs = 10_000
  return new LineEvents(
    {
      read(_, into) {
        const next = reads.shift() ?? null
        return next === null ? null : next.copy(into)
      },
      nowUs: () => (nowUs += 1_000),
    },
    3,
  )
}
const events = (from: number, count: number) =>
  Buffer.concat(Array.from({ length: count }, (_, i) => lineEvent(i % 2 === 0 ? 1 : 0, BigInt((from + i) * 1_000), from + i)))

describe('the events of a line', () => {
  it('are edges with the time stamps of the kernel, in microseconds', () => {
    const { edges } = lineOf(Buffer.concat([lineEvent(1, 1_000_500n, 1), lineEvent(0, 2_000_000n, 2)])).read()
    expect(edges).toEqual([
      { level: 1, atUs: 1_000.5 },
      { level: 0, atUs: 2_000 },
    ])
  })

  it('are read until none waits', () => {
    const { edges, lost } = lineOf(events(1, 128), events(129, 128), events(257, 3)).read()
    expect([edges.length, lost]).toEqual([259, 0])
  })

  it.each([
    ['in front of the first', [lineEvent(1, 5n, 4)], 3],
    ['between two', [lineEvent(1, 5n, 1), lineEvent(1, 6n, 11)], 9],
    ['at several places', [lineEvent(1, 5n, 2), lineEvent(1, 6n, 4), lineEvent(1, 7n, 5)], 2],
  ])('that are missing %s are counted by their numbers', (_, given, lost) => {
    const line = lineOf(Buffer.concat(given))
    expect(given.map(() => line.read().lost).reduce((sum, each) => sum + each)).toBe(lost)
  })

  it('are told up to where some are missing, and then those behind', () => {
    const line = lineOf(Buffer.concat([events(1, 3), events(9, 2)]), events(11, 1))
    expect(line.read()).toMatchObject({ edges: { length: 3 }, lost: 0, untilUs: 3 })
    expect(line.read()).toMatchObject({ edges: { length: 3 }, lost: 5 })
    expect(line.read()).toMatchObject({ edges: [], lost: 0 })
  })

  it('that are missing between two reads are counted with the later one', () => {
    const line = lineOf(events(1, 2), null, events(6, 1))
    expect([line.read().lost, line.read().lost, line.read().lost]).toEqual([0, 0, 3])
  })

  it('are not missing where the numbers of 32 bits begin again', () => {
    const line = lineOf(
      lineEvent(1, 5n, 0xffff_fffe),
      Buffer.concat([lineEvent(0, 6n, 0xffff_ffff), lineEvent(1, 7n, 0), lineEvent(0, 8n, 2)]),
    )
    expect([line.read().lost > 0, line.read().lost, line.read().lost]).toEqual([true, 0, 1])
  })

  it('are known to be all up to a little before the read that found nothing more', () => {
    const line = lineOf(null, events(1, 128), null)
    expect(line.read().untilUs).toBe(11_000 - 2_000)
    expect(line.read().untilUs).toBe(13_000 - 2_000)
  })

  it('are known to be all up to the last of them, where that is later', () => {
    const line = lineOf(lineEvent(1, 20_000_000n, 1), null)
    expect(line.read().untilUs).toBe(20_000)
    expect(line.read().untilUs).toBe(20_000)
  })

  it('end with the error of the kernel', () => {
    const gone = new LineEvents(
      {
        read: () => {
          throw failing('ENODEV')
        },
        nowUs: () => 0,
      },
      3,
    )
    expect(() => gone.read()).toThrow('ENODEV')
  })
})
