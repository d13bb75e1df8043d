import { DeviceError } from '../../entities/errors.ts'
import type { Command, Reading } from '../../entities/rows.ts'
import { Garbled, LineError, ModbusException, Silence } from '../../protocols/modbus/modbus.ts'
import type { Line } from '../driver.ts'
import { Energy, keptRegister, nothingKept } from './energy.ts'
import { explained, Implausible } from './explained.ts'
import { Meter } from './meter.ts'
import { models, ratedPowerW, type Model } from './models.ts'
import { implausible, type Measurement } from './registers.ts'
import { measuredValues, type PzemRows } from './rows.ts'
import type { PzemSettings } from './settings.ts'
import { answered, believed, failed, heldBack, isBelievable, isLost, isUnsure, unheard, type Watch } from './watch.ts'

type PzemLine = Line<PzemSettings, PzemRows, 'modbus'>

/** While something about the meter is uncertain it is asked this often at least, so that an hourly poll does not take hours to find out. */
const unsureMs = 1000

/** A meter updates its registers about once a second. */
const updateMs = 1200

/** What a meter can have counted between its reset and the reading after it. */
const residueWh = 20

/** One run of a meter: what is known of it, what a poll does, what a command does. */
export class Round {
  readonly #line: PzemLine
  readonly #model: Model
  readonly #meter: Meter
  readonly #energy: Energy
  #watch: Watch = unheard
  #thresholdKnown = false
  #rejected = 0

  constructor(line: PzemLine) {
    const { settings, ports, signal } = line
    this.#line = line
    this.#model = models[settings.model]
    this.#meter = new Meter(ports.modbus.device(settings.port, settings.address, signal), () => this.#rejected++)
    this.#energy = new Energy(ratedPowerW(this.#model), line.total('energy'), line.keep(keptRegister, nothingKept), line)
  }

  /** Until the next poll. */
  get periodMs(): number {
    const { every } = this.#line.settings
    const unsure = !this.#thresholdKnown || this.#energy.isUnsure || isUnsure(this.#watch, this.#line.clock.monotonicMs())
    return unsure ? Math.min(every, unsureMs) : every
  }

  /** Throws when the meter has to be given up. */
  async poll(): Promise<void> {
    try {
      const measurement = await this.#measure()
      if (measurement === null) return
      this.#energy.read(measurement.energyWh)
      const threshold = this.#thresholdKnown ? {} : await this.#readThreshold()
      this.#line.report({ ...measuredValues(measurement), ...threshold, rejected_readings: this.#rejected })
    } catch (error) {
      this.#failed(error)
    }
  }

  async obey(command: Command<PzemRows>): Promise<void> {
    try {
      if (command.entity === 'reset_energy') await this.#resetEnergy()
      else await this.#setThreshold(command.value)
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error
      this.#thresholdKnown = false
      const what = command.entity === 'reset_energy' ? "the meter's energy" : 'the alarm threshold'
      const done = command.entity === 'reset_energy' ? 'reset' : 'set'
      const doubt = error instanceof Silence || error instanceof Garbled ? 'may not have been' : 'was not'
      this.#line.log.warn(`${what} ${doubt} ${done}: ${explained(error, this.#line.settings).message}`)
    }
  }

  /** A reading that can be believed; null while the meter is settling. */
  async #measure(): Promise<Measurement | null> {
    const measurement = await this.#meter.measure()
    const nowMs = this.#line.clock.monotonicMs()
    this.#watch = answered(this.#watch, nowMs)
    if (!isBelievable(this.#watch, nowMs)) {
      this.#watch = heldBack(this.#watch)
      return null
    }
    const wrong = implausible(measurement, this.#model)
    if (wrong !== null) throw new Implausible(wrong)
    this.#watch = believed(this.#watch)
    return measurement
  }

  #failed(error: unknown): void {
    if (!(error instanceof DeviceError) || error instanceof LineError) throw error
    if (error instanceof Implausible) this.#rejected++
    const silent = error instanceof Silence
    if (silent) this.#thresholdKnown = false
    const nowMs = this.#line.clock.monotonicMs()
    this.#watch = failed(this.#watch, nowMs, silent)
    if (isLost(this.#watch, nowMs)) throw explained(error, this.#line.settings)
  }

  /** Some copies of the meter have no threshold: it stays unknown then. */
  async #readThreshold(): Promise<Reading<PzemRows>> {
    const alarmThreshold = await this.#meter.alarmThresholdW().catch((error: unknown) => {
      if (!(error instanceof ModbusException)) throw error
      this.#line.log.info('the meter does not tell its alarm threshold')
      return null
    })
    this.#thresholdKnown = true
    return { alarm_threshold: alarmThreshold }
  }

  async #setThreshold(watts: number): Promise<void> {
    const setW = await this.#meter.setAlarmThreshold(watts)
    this.#thresholdKnown = true
    this.#line.report({ alarm_threshold: setW })
    this.#line.log.info(`alarm threshold set to ${setW} W`)
  }

  /** What was counted up to the reset goes into the total first, what was counted since follows. */
  async #resetEnergy(): Promise<void> {
    const before = await this.#measureNow()
    this.#energy.read(before.energyWh)
    await this.#meter.resetEnergy()
    await this.#line.clock.sleep(updateMs, this.#line.signal)
    const after = await this.#measureNow()
    const isReset = after.energyWh <= residueWh && (after.energyWh < before.energyWh || before.energyWh === 0)
    if (!isReset) throw new DeviceError(`it still shows ${after.energyWh / 1000} kWh`)
    this.#energy.restarted(after.energyWh)
    this.#line.log.info(`the meter's energy was reset from ${before.energyWh / 1000} kWh to 0; the total goes on`)
  }

  async #measureNow(): Promise<Measurement> {
    const measurement = await this.#measure()
    if (measurement === null) throw new DeviceError('the meter has only just come back and cannot be believed yet')
    return measurement
  }
}
