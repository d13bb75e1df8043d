import { describe, expect, it } from 'vitest'
import { simulatedWaveEngine } from '../../../src/hardware/simulated/waveEngine.ts'
import type { WavePulse } from '../../../src/hardware/waves/engine.ts'
import { fakeClock } from '../../support/fakeClock.ts'

/** The engine, what came out of it, and a wave of that many pulses of 100 us, which begin high. */
function bench() {
  const clock = fakeClock()
  const changes: [pin: number, level: number, atUs: number][] = []
  const engine = simulatedWaveEngine(clock, (pin, level, atUs) => void changes.push([pin, level, atUs]))
  const wave = (pulses: readonly WavePulse[]) => {
    engine.waveAddNew()
    engine.waveAddGeneric([...pulses])
    return engine.waveCreate()
  }
  const square = (pulses: number, pin = 17, usDelay = 100) =>
    wave(
      Array.from({ length: pulses }, (_, n) => (n % 2 === 0 ? { gpioOn: pin, gpioOff: 0, usDelay } : { gpioOn: 0, gpioOff: pin, usDelay })),
    )
  return { clock, engine, changes, wave, square }
}

describe('a simulated wave of pigpio', () => {
  it('begins 20 us after it was sent and is told with its own times, however late', async () => {
    const { clock, engine, changes, square } = bench()
    await clock.advance(5)
    engine.waveTxSend(square(3), 0)
    expect(engine.waveTxBusy()).toBe(1)
    await clock.advance(50)
    expect(changes).toEqual([])
    expect(engine.waveTxBusy()).toBe(0)
    expect(changes).toEqual([
      [17, 1, 5_020],
      [17, 0, 5_120],
      [17, 1, 5_220],
    ])
  })

  it('changes nothing where a pin is as it was', async () => {
    const { clock, engine, changes, wave } = bench()
    const [on, off] = [
      { gpioOn: 4, gpioOff: 0, usDelay: 10 },
      { gpioOn: 0, gpioOff: 4, usDelay: 10 },
    ]
    engine.waveTxSend(wave([off, on, on, off, off]), 0)
    await clock.advance(1)
    engine.waveTxBusy()
    expect(changes).toEqual([
      [4, 1, 30],
      [4, 0, 50],
    ])
  })

  it('follows the one that plays without a gap when it is linked in time', async () => {
    const { clock, engine, changes, square } = bench()
    const [first, second] = [square(20), square(2, 4)]
    engine.waveTxSend(first, 0)
    await clock.advance(1)
    engine.waveTxSend(second, 2)
    expect(engine.waveTxAt()).toBe(first)
    await clock.advance(1.1)
    expect(engine.waveTxAt()).toBe(second)
    await clock.advance(1)
    expect(engine.waveTxBusy()).toBe(0)
    expect(changes.filter(([pin]) => pin === 4)).toEqual([
      [4, 1, 2_020],
      [4, 0, 2_120],
    ])
  })

  it('kills the one that plays when it is not linked', async () => {
    const { clock, engine, changes, square } = bench()
    engine.waveTxSend(square(20), 0)
    const second = square(1, 4)
    await clock.advance(1)
    engine.waveTxSend(second, 0)
    await clock.advance(5)
    expect(engine.waveTxBusy()).toBe(0)
    expect(changes).toHaveLength(11)
    expect(changes.at(-1)).toEqual([4, 1, 1_020])
  })

  it('stops dead', async () => {
    const { clock, engine, changes, square } = bench()
    engine.waveTxSend(square(20), 0)
    await clock.advance(1)
    engine.waveTxStop()
    await clock.advance(5)
    expect(engine.waveTxBusy()).toBe(0)
    expect(changes).toHaveLength(10)
  })

  it('is at no wave while none plays, which the package throws', async () => {
    const { clock, engine, square } = bench()
    expect(() => engine.waveTxAt()).toThrow('PI_NO_TX_WAVE')
    const id = square(2)
    engine.waveTxSend(id, 0)
    expect(engine.waveTxAt()).toBe(id)
    engine.waveDelete(id)
    expect(() => engine.waveTxAt()).toThrow('PI_WAVE_NOT_FOUND')
    await clock.advance(1)
    expect(() => engine.waveTxAt()).toThrow('PI_NO_TX_WAVE')
  })
})

describe('a trap of pigpio’s waves', () => {
  it('is a link while the last delay runs: the wave never plays, though it is busy until then', async () => {
    const { clock, engine, changes, square } = bench()
    const [first, second] = [square(2, 17, 1_000), square(2, 4)]
    engine.waveTxSend(first, 0)
    await clock.advance(1.5)
    engine.waveTxSend(second, 2)
    expect(engine.waveTxBusy()).toBe(1)
    await clock.advance(100)
    expect(engine.waveTxBusy()).toBe(0)
    expect(changes.filter(([pin]) => pin === 4)).toEqual([])
  })

  it('is a link after the end: it starts then, by itself', async () => {
    const { clock, engine, changes, square } = bench()
    const [first, second] = [square(2), square(2, 4)]
    engine.waveTxSend(first, 0)
    await clock.advance(5)
    engine.waveTxSend(second, 2)
    await clock.advance(5)
    engine.waveTxBusy()
    expect(changes.filter(([pin]) => pin === 4)).toEqual([
      [4, 1, 5_020],
      [4, 0, 5_120],
    ])
  })

  it('is a link in the place of the wave before it: it never ends', async () => {
    const { clock, engine, changes, square } = bench()
    const first = square(2)
    engine.waveTxSend(first, 0)
    await clock.advance(5)
    engine.waveDelete(first)
    const second = square(2, 4)
    expect(second).toBe(first)
    engine.waveTxSend(second, 2)
    await clock.advance(1_000)
    expect(engine.waveTxBusy()).toBe(1)
    expect(changes.length).toBeGreaterThan(1_000)
  })

  it('is a wave of any size: the places of deleted ones are of no use while another one lives above them', () => {
    const { engine, square } = bench()
    let [size, living] = [100, square(1)]
    const play = () => {
      for (;;) {
        const made = square(size++)
        engine.waveDelete(living)
        living = made
      }
    }
    expect(play).toThrow('PI_TOO_MANY_CBS')
    expect(size).toBeLessThan(250)
  })

  it('is a number that grows: pigpio itself does not stop at 250', () => {
    const { engine, square } = bench()
    for (let n = 0; n < 250; n++) square(1)
    expect(() => square(1)).toThrow('PI_NO_WAVEFORM_ID')
    engine.waveClear()
    expect(square(1)).toBe(0)
  })
})

describe('the memory of pigpio’s waves', () => {
  it('gives the place of a deleted wave to one of exactly its size', () => {
    const { engine, square } = bench()
    const [first, second, third] = [square(10), square(20), square(30)]
    engine.waveDelete(second)
    engine.waveDelete(first)
    expect(square(19)).toBe(third + 1)
    expect(square(20)).toBe(second)
    expect(square(10)).toBe(first)
  })

  it('is given back by the last wave, with that of the deleted ones below it', () => {
    const { engine, square } = bench()
    const [first, second, third] = [square(10), square(3_000), square(3_000)]
    engine.waveDelete(second)
    engine.waveDelete(third)
    expect(square(5_000)).toBe(first + 1)
    expect(() => engine.waveTxSend(third, 0)).toThrow('PI_BAD_WAVE_ID')
    expect(() => engine.waveDelete(third)).toThrow('PI_BAD_WAVE_ID')
  })

  it('holds 25 016 control blocks, 1 180 of which are its own', () => {
    const { engine, wave } = bench()
    const empty = (pulses: number) => Array.from({ length: pulses }, () => ({ gpioOn: 0, gpioOff: 0, usDelay: 5 }))
    wave(empty(11_999))
    expect(() => wave(empty(11_836))).toThrow('PI_TOO_MANY_CBS')
    wave(empty(11_835))
    expect(() => engine.waveAddGeneric(empty(12_000))).toThrow('PI_TOO_MANY_PULSES')
  })

  it('holds 16 748 words, 790 of which are its own', () => {
    const { wave } = bench()
    const words = (pulses: number) => Array.from({ length: pulses }, () => ({ gpioOn: 4, gpioOff: 0, usDelay: 0 }))
    wave(words(9_000))
    expect(() => wave(words(6_959))).toThrow('PI_TOO_MANY_OOL')
    wave(words(6_958))
  })

  it('makes no wave of nothing', () => {
    const { engine } = bench()
    engine.waveAddNew()
    expect(() => engine.waveCreate()).toThrow('PI_EMPTY_WAVEFORM')
  })
})
