import type { Clock } from '../../runtime/clock.ts'
import type { Level } from '../ports.ts'
import type { WaveEngine, WavePulse } from '../waves/engine.ts'
import { type SwitchPin, WaveDma } from './waveEngineDma.ts'
import { waveError, WavePlaces } from './waveEnginePlaces.ts'

const mostPulses = 12_000
/** A wave that is not linked to another begins with that. */
const startUs = 20

/**
 * The waves of pigpio in memory, with its limits and its traps: a wave that is linked too late never plays, and one that is linked to
 * itself never ends. What is due is carried out at the next call, each change with its own time; `changed` hears of true changes only, of
 * pins that are low at first.
 */
export function simulatedWaveEngine(clock: Clock, changed: SwitchPin): WaveEngine {
  const levels = new Map<number, Level>()
  const dma = new WaveDma((pin, level, atUs) => {
    if ((levels.get(pin) ?? 0) === level) return
    levels.set(pin, level)
    changed(pin, level, atUs)
  })
  const places = new WavePlaces()
  let added: readonly WavePulse[] = []
  /** The last block of the wave that was sent last; 0: none. */
  let end = 0

  const nowUs = () => clock.monotonicMs() * 1000

  /** pigpio's functions act on what the DMA has come to meanwhile. */
  function now(): number {
    const us = nowUs()
    dma.advance(us)
    return us
  }

  /** The block after the last one that was written. */
  function write(firstBlock: number, pulses: readonly WavePulse[]): number {
    let block = firstBlock
    dma.writeDelay(block++, startUs)
    for (const { gpioOn, gpioOff, usDelay } of pulses) {
      if (gpioOn !== 0) dma.writeWord(block++, gpioOn, 1)
      if (gpioOff !== 0) dma.writeWord(block++, gpioOff, 0)
      if (usDelay !== 0) dma.writeDelay(block++, usDelay)
    }
    return block
  }

  return {
    WAVE_MODE_ONE_SHOT: 0,
    WAVE_MODE_ONE_SHOT_SYNC: 2,
    waveClear() {
      now()
      places.clear()
      added = []
      end = 0
    },
    waveAddNew: () => void (added = []),
    waveAddGeneric(pulses) {
      if (added.length > 0) throw new Error('the simulated pigpio does not merge waves')
      if (pulses.length >= mostPulses) throw waveError(-36, 'PI_TOO_MANY_PULSES')
      added = pulses
      return pulses.length
    },
    waveCreate() {
      now()
      if (added.length === 0) throw waveError(-69, 'PI_EMPTY_WAVEFORM')
      const words = added.filter(({ gpioOn, gpioOff }) => gpioOn !== 0 || gpioOff !== 0).length
      const id = places.take(1 + words + added.filter(({ usDelay }) => usDelay !== 0).length, words)
      dma.link(write(places.of(id).firstBlock, added) - 1, 0)
      added = []
      return id
    },
    waveDelete: (id) => places.delete(id),
    waveTxSend(id, mode) {
      const atUs = now()
      const { firstBlock, blocks } = places.of(id)
      const last = firstBlock + blocks - 1
      dma.link(last, 0)
      const isLinked = mode === 2 && end !== 0
      if (isLinked) dma.link(end, firstBlock + 1)
      if (!isLinked || dma.at === 0) dma.start(firstBlock, atUs)
      end = last
      return blocks
    },
    waveTxAt() {
      now()
      if (dma.at === 0) throw waveError(9999, 'PI_NO_TX_WAVE')
      const id = places.at(dma.at)
      if (id === null) throw waveError(9998, 'PI_WAVE_NOT_FOUND')
      return id
    },
    waveTxBusy() {
      now()
      return dma.at === 0 ? 0 : 1
    },
    waveTxStop() {
      now()
      dma.stop()
      end = 0
    },
  }
}
