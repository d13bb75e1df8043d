import { describe, expect, it } from 'vitest'
import { LineFeed } from '../../../../src/hardware/linux/gpio/lineFeed.ts'
import type { LinePiece } from '../../../../src/hardware/linux/gpio/linePieces.ts'
import type { WavePiece } from '../../../../src/hardware/ports.ts'

const piece = (durationUs = 20_000): WavePiece => ({ durationUs, changes: [] })

/** A feed whose plan gives these pieces, then nothing. */
function feeding(...plan: WavePiece[]) {
  const world = { nowUs: 1_000_000 }
  const posted: LinePiece[] = []
  const asked: boolean[] = []
  const next = (joined: boolean) => {
    asked.push(joined)
    return plan.shift() ?? null
  }
  const feed = new LineFeed({ post: (each) => void posted.push(each) }, [4], next, () => world.nowUs)
  /** The thread has played the next piece, up to then. */
  const played = (endUs: number) => {
    world.nowUs = endUs
    feed.played(endUs)
  }
  return { feed, world, posted, asked, plan, played }
}

const resting = (feed: LineFeed) => {
  const state = { isResting: false }
  void feed.rest().then(() => (state.isResting = true))
  return async () => {
    await Promise.resolve()
    await Promise.resolve()
    return state.isResting
  }
}

describe('what feeds a thread that plays', () => {
  it('asks for nothing before it is woken, then for a tenth of a second at once', () => {
    const { feed, posted, asked } = feeding(...Array.from({ length: 9 }, () => piece()))
    expect(asked).toEqual([])
    feed.wake()
    expect(asked).toEqual([false, true, true, true, true])
    expect(posted.map(({ isJoined }) => isJoined)).toEqual(asked)
  })

  it('asks for as much as was played, by when that ended', () => {
    const { feed, asked, played } = feeding(...Array.from({ length: 20 }, () => piece()))
    feed.wake()
    played(1_020_000)
    expect(asked).toHaveLength(6)
    // 30 ms late: the four others end that much later too.
    played(1_070_000)
    expect(asked).toHaveLength(7)
    expect(asked.slice(1)).not.toContain(false)
  })

  it('is woken by nothing while there is something to play', () => {
    const { feed, asked, world } = feeding(...Array.from({ length: 20 }, () => piece()))
    feed.wake()
    world.nowUs += 50_000
    feed.wake()
    expect(asked).toHaveLength(5)
  })

  it('begins anew, once, after the program was held up', () => {
    const { feed, asked, world } = feeding(...Array.from({ length: 30 }, () => piece()))
    feed.wake()
    asked.length = 0
    world.nowUs = 1_300_000
    for (const endUs of [1_020_000, 1_040_000, 1_060_000, 1_080_000, 1_100_000]) feed.played(endUs)
    expect(asked).toEqual([false, true, true, true, true])
  })

  it('begins anew where a piece might come after the end of the one before it', () => {
    const { feed, asked, world } = feeding(...Array.from({ length: 30 }, () => piece(50_000)))
    feed.wake()
    world.nowUs = 1_096_000
    feed.played(1_050_000)
    expect(asked).toEqual([false, true, false, true])
  })

  it('asks no more after the last piece, until it is woken again', () => {
    const { feed, asked, plan, played, posted } = feeding(piece(), piece())
    feed.wake()
    expect(asked).toEqual([false, true, true])
    played(1_020_000)
    played(1_040_000)
    played(1_040_000)
    expect([asked.length, posted.length]).toEqual([3, 3])
    plan.push(piece())
    feed.wake()
    expect(asked.slice(3)).toEqual([false, true])
  })

  it('follows without a gap where it is woken before the last piece has ended', () => {
    const { feed, asked, plan, played } = feeding(piece(), piece())
    feed.wake()
    played(1_020_000)
    plan.push(piece())
    feed.wake()
    expect(asked.slice(3)).toEqual([true, true])
  })

  it('rests from the end of the last piece on', async () => {
    const { feed, played } = feeding(piece(), piece())
    expect(await resting(feed)()).toBe(true)
    feed.wake()
    const isResting = resting(feed)
    played(1_020_000)
    // The last change has been made, and the piece has not ended.
    played(1_040_000)
    expect(await isResting()).toBe(false)
    played(1_040_000)
    expect(await isResting()).toBe(true)
  })

  it('does not rest where it was woken meanwhile', async () => {
    const { feed, played, plan } = feeding(piece())
    feed.wake()
    const isResting = resting(feed)
    plan.push(piece())
    feed.wake()
    played(1_020_000)
    played(1_020_000)
    expect(await isResting()).toBe(false)
    played(1_040_000)
    played(1_040_000)
    expect(await isResting()).toBe(true)
  })
})
