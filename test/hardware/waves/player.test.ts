import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LevelChange, WavePiece } from '../../../src/hardware/ports.ts'
import { onEngine, pieceOf, pins, planned, randomBy, saying, steps } from './onEngine.ts'

const still: WavePiece = { durationUs: 20_000, changes: [] }
const orderOf = (changes: readonly LevelChange[], pin: number) => changes.filter((change) => change.pin === pin).map(({ level }) => level)
/** How much later or earlier than planned each change of a pin came, by the first of all, microseconds. */
function missed(changes: readonly LevelChange[], plan: readonly LevelChange[], pin: number): number[] {
  const [zeroUs, planZeroUs] = [changes[0]?.atUs ?? 0, plan[0]?.atUs ?? 0]
  const times = changes.filter((change) => change.pin === pin).map(({ atUs }) => atUs - zeroUs)
  return plan.filter((change) => change.pin === pin).map(({ atUs }, n) => Math.abs((times[n] ?? Infinity) - (atUs - planZeroUs)))
}

describe('a player of waves', () => {
  it('plays any pieces as they were planned, without a gap and without a drift', async () => {
    const kinds = fc.record({ durationUs: fc.integer({ min: 70, max: 20_000 }), spacingUs: fc.integer({ min: 1, max: 9_000 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(kinds, { minLength: 1, maxLength: 4 }), fc.nat(), async (mix, seed) => {
        const [random, levels] = [randomBy(seed), new Map<number, 0 | 1>()]
        const lead = pieceOf(20_000, 100, seed, levels)
        const rest = Array.from({ length: 100 }, (_, n) => {
          const { durationUs, spacingUs } = mix[Math.floor(random() * mix.length)] ?? { durationUs: 20_000, spacingUs: 100 }
          return pieceOf(durationUs < 4_000 ? durationUs + 4_000 : durationUs, spacingUs, seed + n, levels)
        })
        const pieces = [lead, ...rest]
        const { player, changes, asked, advance } = onEngine(saying(pieces))
        player.wake()
        await advance(2_200)
        const plan = planned(pieces)
        expect(changes).toHaveLength(plan.length)
        for (const pin of pins) {
          expect(orderOf(changes, pin)).toEqual(orderOf(plan, pin))
          expect(Math.max(0, ...missed(changes, plan, pin))).toBeLessThanOrEqual(3)
        }
        expect(asked.filter((joined) => !joined)).toHaveLength(1)
      }),
      { numRuns: 25 },
    )
  })

  it('plays thousands of pieces of all sizes within the limits of pigpio', async () => {
    const [random, levels] = [randomBy(1), new Map<number, 0 | 1>()]
    let said = 0
    const { player, changes, asked, advance } = onEngine(() => {
      said += 1
      return said > 4_000 ? null : pieceOf(15_000 + Math.floor(random() * 5_000), 1 + Math.floor(random() ** 4 * 20_000), said, levels)
    })
    player.wake()
    await advance(81_000)
    await player.rest()
    expect(said).toBe(4_001)
    expect(changes.length).toBeGreaterThan(500_000)
    expect(asked.filter((joined) => !joined)).toHaveLength(1)
  })

  it('starts at once, and asks no further ahead than a tenth of a second', async () => {
    let said = 0
    const { player, engine, changes, asked, advance } = onEngine(() => {
      said += 1
      return steps(17, 1_000)
    })
    player.wake()
    expect(engine.waveTxBusy()).toBe(1)
    expect(asked).toEqual([false, true, true, true, true])
    await advance(1_000)
    expect(said).toBeLessThanOrEqual(50 + 6)
    expect(changes[0]?.atUs).toBe(20)
  })

  it('makes what follows a short first piece before it starts', async () => {
    const pieces = [steps(17, 100, 300), steps(17, 100, 300), steps(17, 1_000)]
    const next = saying(pieces)
    const { player, changes, asked, advance, holdUp } = onEngine((joined) => {
      holdUp(0.4)
      return next(joined)
    })
    player.wake()
    await advance(100)
    expect(asked).toEqual([false, true, true, true])
    const startUs = changes[0]?.atUs ?? 0
    expect(changes.map(({ atUs }) => Math.round(atUs - startUs))).toEqual(planned(pieces).map(({ atUs }) => atUs))
  })

  it('plays short pieces with many changes within the limits of pigpio', async () => {
    const levels = new Map<number, 0 | 1>()
    const pieces = Array.from({ length: 300 }, (_, n) => pieceOf(9_000, 1, n, levels))
    expect(Math.max(...pieces.map(({ changes }) => changes.length))).toBeGreaterThan(320)
    const { player, changes, asked, advance } = onEngine(saying(pieces))
    player.wake()
    await advance(3_000)
    await player.rest()
    expect(changes).toHaveLength(planned(pieces).length)
    expect(asked.filter((joined) => !joined)).toHaveLength(1)
  })

  it('rests when nothing follows, and begins again when it is woken', async () => {
    const { player, engine, changes, asked, advance } = onEngine(saying([still, still]))
    await player.rest()
    player.wake()
    let rested = false
    const resting = player.rest().then(() => (rested = true))
    await advance(30)
    expect(rested).toBe(false)
    await advance(30)
    await resting
    expect([engine.waveTxBusy(), changes]).toEqual([0, []])
    player.wake()
    expect(asked).toEqual([false, true, true, false])
  })

  it('begins a thousand times', async () => {
    let left = 0
    const { player, changes, asked, advance } = onEngine(() => (left-- > 0 ? steps(17, 1_000, 5_000) : null))
    for (let n = 0; n < 1_000; n++) {
      left = 3
      player.wake()
      await advance(30)
      await player.rest()
    }
    expect(asked.filter((joined) => !joined)).toHaveLength(1_000)
    expect(changes).toHaveLength(30_000)
  })

  it('joins what it is woken for while it plays', async () => {
    let left = 1
    const { player, changes, asked, advance } = onEngine(() => (left-- > 0 ? steps(17, 10_000) : null))
    player.wake()
    await advance(5)
    left = 1
    player.wake()
    await advance(100)
    expect(asked).toEqual([false, true, true, true])
    expect(changes.filter(({ level }) => level === 1).map(({ atUs }) => atUs)).toEqual([20, 10_020, 20_020, 30_020])
  })

  it('waits for the end where it is woken too late to join, and is not late by more than 20 ms', async () => {
    let left = 1
    const { player, changes, asked, advance } = onEngine(() => (left-- > 0 ? steps(17, 20_000) : null))
    player.wake()
    await advance(18)
    left = 1
    player.wake()
    await advance(100)
    expect(asked).toEqual([false, true, false, true])
    const second = changes[2]?.atUs ?? 0
    expect(second).toBeGreaterThan(20_020)
    expect(second).toBeLessThan(38_000)
  })

  it('begins after a rest where the program was held up for longer than what was queued', async () => {
    let said = 0
    const { player, changes, asked, advance, holdUp } = onEngine(() => (said++ < 60 ? steps(17, 1_000) : null))
    player.wake()
    await advance(200)
    holdUp(300)
    await advance(2_000)
    await player.rest()
    expect(asked.flatMap((joined, n) => (joined ? [] : [n]))).toHaveLength(2)
    expect(changes.filter(({ level }) => level === 1)).toHaveLength(60 * 20)
  })

  it.each([95, 98.5, 99.7, 99.99, 100, 100.01, 101, 119, 120, 121])(
    'plays all and once where it was held up for %d ms of about 100 to 120',
    async (ms) => {
      let said = 0
      const { player, changes, advance, holdUp } = onEngine(() => (said++ < 30 ? steps(17, 1_000) : null))
      player.wake()
      for (let n = 0; n < 8; n++) {
        await advance(30)
        holdUp(ms)
      }
      await advance(2_000)
      await player.rest()
      expect(changes.filter(({ level }) => level === 1)).toHaveLength(30 * 20)
      const times = changes.map(({ atUs }) => atUs)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    },
  )

  it.each([0.999, 1.001])('keeps up with a clock of pigpio that is %d of ours', async (pace) => {
    let said = 0
    const { player, asked, changes, advance } = onEngine(() => (said++ < 3_000 ? steps(17, 1_000) : null), { pace })
    player.wake()
    await advance(60_300)
    await player.rest()
    expect(asked.filter((joined) => !joined)).toHaveLength(1)
    expect(changes).toHaveLength(3_000 * 40)
  })

  it('stops dead in the middle of a piece', async () => {
    const { player, engine, changes, asked, advance, end } = onEngine(() => steps(17, 1_000))
    player.wake()
    await advance(30.5)
    end.abort(new Error('asked to stop'))
    const count = changes.length
    expect(changes.at(-1)?.atUs).toBe(30_030)
    expect(engine.waveTxBusy()).toBe(0)
    const times = asked.length
    player.wake()
    await advance(500)
    expect([changes.length, asked.length]).toEqual([count, times])
    await expect(player.ended).rejects.toThrow('asked to stop')
    await expect(player.rest()).rejects.toThrow('asked to stop')
  })
})

describe('a player of waves that cannot go on', () => {
  it('says that pigpio refused, and stops', async () => {
    const { player, engine, advance } = onEngine(() => steps(17, 1_000))
    player.wake()
    engine.waveCreate = () => {
      throw new Error('pigpio error -67 in gpioWaveCreate')
    }
    await advance(50)
    await expect(player.ended).rejects.toThrow(
      expect.objectContaining({ name: 'DeviceError', message: 'the waves of pigpio failed: pigpio error -67 in gpioWaveCreate' }),
    )
    await expect(player.rest()).rejects.toThrow('gpioWaveCreate')
    expect(engine.waveTxBusy()).toBe(0)
  })

  it('says that the waves were ended by somebody else', async () => {
    const { player, engine, advance } = onEngine(() => steps(17, 1_000))
    player.wake()
    await advance(50)
    engine.waveTxStop()
    await advance(50)
    await expect(player.ended).rejects.toThrow('a wave of pigpio ended too early: does another program use pigpio?')
  })

  const tooLate = expect.objectContaining({
    name: 'DeviceError',
    message: 'the program was held up while a wave of pigpio played: the next one came too late',
  })

  it('says that it was held up where what was made came too late to be linked, and does not play that after a gap', async () => {
    let said = 0
    const { player, changes, advance, holdUp } = onEngine(() => {
      said += 1
      // The making of the second one takes nearly as long as the first one plays.
      if (said === 2) holdUp(19.95)
      return said <= 3 ? steps(17, 10_000) : null
    })
    player.wake()
    await advance(200)
    await expect(player.ended).rejects.toThrow(tooLate)
    expect(changes.filter(({ level }) => level === 1).map(({ atUs }) => atUs)).toEqual([20, 10_020])
  })

  it.each([0.25, 6, 25])('says that it was held up for %d ms while it linked a wave, however late it looks again', async (ms) => {
    let left = 1
    const { player, engine, advance, holdUp } = onEngine(() => (left-- > 0 ? steps(17, 1_000) : null))
    const [create, send] = [engine.waveCreate.bind(engine), engine.waveTxSend.bind(engine)]
    player.wake()
    await advance(14)
    // The first wave is over in 6 ms: the second one is made in 5.75, and 0.27 are left to link it.
    engine.waveCreate = () => {
      holdUp(5.75)
      return create()
    }
    engine.waveTxSend = (id, mode) => {
      holdUp(ms)
      return send(id, mode)
    }
    left = 1
    player.wake()
    const ended = player.ended.catch((error: unknown) => error)
    await advance(100)
    expect(await Promise.race([ended, Promise.resolve('it goes on')])).toEqual(tooLate)
  })

  it('says that the waves stand still', async () => {
    const { player, advance } = onEngine(() => steps(17, 1_000), { pace: 0 })
    player.wake()
    await advance(990)
    let isOver = false
    player.ended.catch(() => (isOver = true))
    await advance(0)
    expect(isOver).toBe(false)
    await advance(50)
    await expect(player.ended).rejects.toThrow('the waves of pigpio stand still: does another program play sound?')
  })

  it('goes on where pigpio cannot tell for once which wave plays', async () => {
    let said = 0
    const { player, engine, changes, advance } = onEngine(() => (said++ < 100 ? steps(17, 1_000) : null))
    const waveTxAt = engine.waveTxAt.bind(engine)
    let times = 0
    engine.waveTxAt = () => {
      if (times++ % 3 !== 0) throw new Error('pigpio error 9998 in gpioWaveTxAt')
      return waveTxAt()
    }
    player.wake()
    await advance(2_200)
    await player.rest()
    expect(changes).toHaveLength(4_000)
  })

  it.each([
    ['another pin', { durationUs: 100, changes: [{ pin: 5, level: 1, atUs: 0 }] } as const, 'pin 5 is none of the outputs'],
    ['too much', { durationUs: 100_000, changes: [] }, 'the piece of a wave is too large'],
  ])('fails as we do where a piece has %s', async (_, piece, message) => {
    const { player } = onEngine(() => piece)
    player.wake()
    await expect(player.ended).rejects.toThrow(expect.objectContaining({ name: 'Error', message }))
  })

  it('plays nothing of a piece in whose making it was stopped', async () => {
    const { player, engine, end, changes, advance } = onEngine(() => {
      end.abort(new Error('asked to stop'))
      return steps(17, 1_000)
    })
    player.wake()
    await advance(100)
    expect([engine.waveTxBusy(), changes]).toEqual([0, []])
  })
})
