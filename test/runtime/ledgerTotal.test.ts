import { describe, expect, it } from 'vitest'
import { recordSchema, recordToJson, TotalState, type TotalRecord } from '../../src/runtime/ledgerTotal.ts'

const J = { known: 100_000_000, ahead: 0 }

function begun(record: TotalRecord | null = null) {
  const asked = { count: 0 }
  return { total: new TotalState(record, () => asked.count++), asked }
}

function flush(total: TotalState, written = true): void {
  if (total.record !== null) total.flushed(total.record, written)
}

/** What the next process begins with. */
const restarted = (total: TotalState) => begun(total.record === null ? null : recordSchema.parse(recordToJson(total.record))).total

describe('a total of which the journal knows', () => {
  it('goes on from there where the broker has nothing', () => {
    const { total } = begun(J)
    total.begin(7)
    total.add(1)
    total.resolve(null)
    total.add(2)
    expect(total.value).toBe(103)
  })

  it('is shown at once where the broker is not ahead, and never before the broker was asked', () => {
    const { total } = begun(J)
    expect(total.value).toBe(100)
    expect(total.durable).toBeNull()
    total.resolve(99.9)
    expect(total.durable).toBe(100)
  })

  it.each([
    { counted: 20, gives: 120 },
    { counted: 21, gives: 121 },
    { counted: 3, gives: 120 },
  ])('goes on from a broker that is ahead by 20; a first add of $counted gives $gives, before or after', ({ counted, gives }) => {
    const early = begun(J).total
    early.add(counted)
    early.add(1)
    early.resolve(120)
    early.add(0.5)
    const late = begun(J).total
    late.resolve(120)
    late.add(counted)
    late.add(1)
    late.add(0.5)
    expect([early.value, late.value]).toEqual([gives + 1.5, gives + 1.5])
  })

  it('remembers over a restart that the first add is still to be counted against the lead of the broker', () => {
    const { total } = begun(J)
    total.resolve(120)
    const next = restarted(total)
    next.resolve(120)
    next.add(20.25)
    expect(next.value).toBe(120.25)
    const later = restarted(next)
    later.add(1)
    expect(later.value).toBe(121.25)
  })

  it('is not shown below the total of the broker', () => {
    const { total, asked } = begun(J)
    total.resolve(120)
    expect(asked.count).toBeGreaterThan(0)
    expect(total.durable).toBeNull()
    flush(total)
    expect(total.durable).toBe(120)
  })
})

describe('a total of which nothing is known', () => {
  it('is null for others until the broker was asked, while it counts', () => {
    const { total } = begun()
    total.begin(5)
    total.add(1)
    flush(total)
    expect([total.value, total.durable]).toEqual([null, null])
  })

  it('goes on from the total of the broker, and then begin says nothing', () => {
    const { total } = begun()
    total.begin(5)
    total.add(1)
    total.resolve(200)
    total.begin(6)
    total.add(2)
    expect(total.value).toBe(203)
  })

  it('begins where the device says when the broker has nothing', () => {
    const { total } = begun()
    total.begin(5)
    total.add(1)
    total.begin(6)
    total.resolve(null)
    expect(total.value).toBe(6)
  })

  it('begins at 0 where only adds came', () => {
    const { total } = begun()
    total.add(1)
    total.resolve(null)
    expect(total.value).toBe(1)
  })

  it('stays null where nothing came at all, and is known with the first begin or add', () => {
    const { total, asked } = begun()
    total.resolve(null)
    total.add(0)
    expect([total.value, total.record]).toEqual([null, null])
    asked.count = 0
    total.begin(5)
    expect(total.value).toBe(5)
    expect(asked.count).toBe(1)
  })

  it.each([
    { retained: 200, gives: 203 },
    { retained: null, gives: 8 },
  ])('goes on counting over a restart before the broker was asked (it has $retained)', ({ retained, gives }) => {
    const { total } = begun()
    total.begin(5)
    total.add(1)
    const next = restarted(total)
    next.begin(9)
    next.add(2)
    next.resolve(retained)
    expect(next.value).toBe(gives)
  })

  it('takes only the first answer of the broker', () => {
    const { total } = begun()
    total.resolve(10)
    total.resolve(20)
    expect(total.value).toBe(10)
  })
})

describe('what is durable', () => {
  it('is what was flushed last, rounded to a millionth', () => {
    const { total } = begun(J)
    total.resolve(null)
    total.add(0.123_456_7)
    expect(total.durable).toBe(100)
    flush(total)
    expect(total.durable).toBe(100.123_457)
  })

  it('follows the flushes that fail, too: the program runs on', () => {
    const { total } = begun(J)
    total.resolve(null)
    total.add(1)
    flush(total, false)
    expect(total.durable).toBe(101)
  })

  it('stays null while the disk cannot be told that a total it counts towards is known: after a restart it would be counted twice', () => {
    const { total } = begun()
    total.add(1)
    flush(total)
    total.resolve(50)
    flush(total, false)
    expect([total.value, total.durable]).toEqual([51, null])
    flush(total)
    expect(total.durable).toBe(51)
  })
})

describe("the user's correction", () => {
  it('may go down, is flushed at once, and stands against a broker asked later', () => {
    const { total, asked } = begun(J)
    total.set(10)
    expect(asked.count).toBe(1)
    expect(total.durable).toBeNull()
    flush(total)
    total.resolve(100)
    total.add(1)
    expect([total.durable, total.value]).toEqual([10, 11])
  })

  it('makes an unknown total known', () => {
    const { total } = begun()
    total.add(3)
    total.set(10)
    total.resolve(500)
    expect(total.value).toBe(10)
  })
})

it.each([-1, NaN, Infinity, 1e10])('refuses %d, which is no total and no part of one', (value) => {
  const { total } = begun()
  expect(() => total.add(value)).toThrow(RangeError)
  expect(() => total.begin(value)).toThrow(RangeError)
  expect(() => total.set(value)).toThrow(RangeError)
})
