import { execFileSync } from 'node:child_process'
import { closeSync, constants, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PigpioLibrary } from '../../src/hardware/linux/gpio/pigpioLibrary.ts'
import { simulatedWaveEngine } from '../../src/hardware/simulated/waveEngine.ts'
import type { WavePulse } from '../../src/hardware/waves/engine.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { fakeClock } from './fakeClock.ts'

/** A level as pigpio reports it, or a sign of life (flags 64). */
export interface Report {
  readonly tick: number
  /** Of all pins. */
  readonly levels: number
  readonly flags?: number
  /** How many reports before it found the pipe full. */
  readonly lost?: number
}

/** The package pigpio with real pipes and simulated waves, as its documentation and its C library have it. */
export class FakePigpio implements PigpioLibrary {
  readonly calls: string[] = []
  tick = 0
  /** Of the pins that are read. */
  levels = 0
  refuses = false
  /** There are no more notifiers. */
  isFull = false
  /** Its pipe has gone before it could be read. */
  hasNoPipe = false
  readonly DISABLE_FIFO_IF = 1
  readonly DISABLE_SOCK_IF = 2
  readonly CLOCK_PCM = 1
  readonly Gpio
  readonly Notifier
  readonly #folder = mkdtempSync(join(tmpdir(), 'pigpio-'))
  readonly #pipes: { path: string; writer: number; number: number }[] = []
  readonly WAVE_MODE_ONE_SHOT = 0
  readonly WAVE_MODE_ONE_SHOT_SYNC = 2
  readonly #waves

  /** Waves play on `clock`; their changes are among the calls. */
  constructor(clock: Clock = fakeClock()) {
    // oxlint-disable-next-line unicorn/no-this-assignment -- the classes below have a `this` of their own
    const { calls } = this
    const levels = () => this.levels
    const stream = () => this.#lastPipe().path + (this.hasNoPipe ? '.gone' : '')
    const openPipe = () => this.#openPipe()
    const called = (text: string) => void calls.push(text)
    this.#waves = simulatedWaveEngine(clock, (pin, level, atUs) => called(`wave ${pin} ${level} ${Math.round(atUs)}`))
    this.Gpio = class {
      static readonly INPUT = 0
      static readonly OUTPUT = 1
      static readonly PUD_OFF = 0
      static readonly PUD_DOWN = 1
      static readonly PUD_UP = 2
      readonly #pin: number
      constructor(pin: number) {
        this.#pin = pin
      }
      mode = (mode: number) => called(`mode ${this.#pin} ${mode}`)
      pullUpDown = (bias: number) => called(`bias ${this.#pin} ${bias}`)
      glitchFilter = (steadyUs: number) => called(`filter ${this.#pin} ${steadyUs}`)
      digitalRead = () => (levels() >>> this.#pin) & 1
      digitalWrite = (level: number) => called(`write ${this.#pin} ${level}`)
    }
    this.Notifier = class {
      constructor() {
        openPipe()
      }
      start = (pins: number) => called(`notify ${pins}`)
      stop = () => called('stop')
      close = () => called('close')
      stream = () => createReadStream(stream())
    }
  }

  configureInterfaces = (mask: number) => void this.calls.push(`interfaces ${mask}`)
  configureClock = (microseconds: number, peripheral: number) => void this.calls.push(`clock ${microseconds} ${peripheral}`)
  terminate = () => void this.calls.push('terminate')
  getTick = () => this.tick
  waveClear = () => this.#waves.waveClear()
  waveAddNew = () => this.#waves.waveAddNew()
  waveAddGeneric = (pulses: WavePulse[]) => this.#waves.waveAddGeneric(pulses)
  waveCreate = () => this.#waves.waveCreate()
  waveDelete = (id: number) => this.#waves.waveDelete(id)
  waveTxSend = (id: number, mode: 0 | 2) => this.#waves.waveTxSend(id, mode)
  waveTxAt = () => this.#waves.waveTxAt()
  waveTxBusy = () => this.#waves.waveTxBusy()
  waveTxStop = () => {
    this.#waves.waveTxStop()
    this.calls.push('wave stop')
  }
  initialize = () => {
    if (this.refuses) throw new Error('pigpio error -1 in gpioInitialise')
    this.calls.push('initialize')
  }

  /** Into the pipe of the last notifier. */
  report(...reports: Report[]): void {
    const pipe = this.#lastPipe()
    for (const { tick, levels, flags = 0, lost = 0 } of reports) {
      const bytes = Buffer.alloc(12)
      pipe.number += lost
      bytes.writeUInt16LE(pipe.number & 0xffff, 0)
      bytes.writeUInt16LE(flags, 2)
      bytes.writeUInt32LE(tick, 4)
      bytes.writeUInt32LE(levels, 8)
      writeSync(pipe.writer, bytes)
      pipe.number += 1
    }
  }

  /** As pigpio does where it cannot go on. */
  closePipe(): void {
    const { writer } = this.#lastPipe()
    this.#pipes.pop()
    closeSync(writer)
  }

  remove(): void {
    for (const { writer } of this.#pipes) closeSync(writer)
    rmSync(this.#folder, { recursive: true })
  }

  #openPipe(): void {
    if (this.isFull) throw new Error('pigpio error -24 in gpioNotifyOpen')
    const path = join(this.#folder, `pigpio${this.#pipes.length}`)
    execFileSync('mkfifo', [path])
    this.#pipes.push({ path, writer: openSync(path, constants.O_RDWR | constants.O_NONBLOCK), number: 0 })
  }

  #lastPipe() {
    const pipe = this.#pipes.at(-1)
    if (pipe === undefined) throw new Error('no notifier was made')
    return pipe
  }
}
