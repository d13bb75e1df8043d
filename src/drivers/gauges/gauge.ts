import type { Command } from '../../entities/rows.ts'
import type { Source } from '../../entities/source.ts'
import type { Side } from '../driver.ts'
import type { Wish } from './memory.ts'
import { limitsOf } from './parts.ts'
import { movedBy, type GaugeRows } from './rows.ts'
import { Scale, type Place, type Range } from './scale.ts'
import type { GaugeSettings } from './settings.ts'

/** What one needle is to show, and what others see of that. */
export class Gauge {
  readonly settings: GaugeSettings
  readonly #side: Side<GaugeRows>
  readonly #source: Source | null
  #wish: Wish
  #range: Range
  #scale: Scale
  #told = ''

  /** `source`: of `follow`, where there is one. Tells its limits at once. */
  constructor(settings: GaugeSettings, side: Side<GaugeRows>, source: Source | null, wish: Wish) {
    this.settings = settings
    this.#side = side
    this.#source = source
    this.#wish = wish
    this.#range = rangeOf(settings, wish)
    this.#scale = new Scale(settings.scale, this.#range)
    this.#tellLimits()
  }

  get wish(): Wish {
    return this.#wish
  }

  get commands(): AsyncIterable<Command<GaugeRows>> {
    return this.#side.commands
  }

  /** Where the needle is to be, by what is known now. */
  get place(): Place {
    const value = this.#value ?? this.settings.rest
    return value === null ? { steps: 0, beyond: null } : this.#scale.placeOf(value)
  }

  /** Where the dial's greatest and least value stand, in steps. */
  get endsSteps(): readonly [greatest: number, least: number] {
    return [this.#scale.placeOf(Infinity).steps, this.#scale.placeOf(-Infinity).steps]
  }

  /** Takes over what the user asks. Returns why not, one sentence, or null. */
  obey(command: Command<GaugeRows>): string | null {
    if (command.entity === 'target') this.#wish = { ...this.#wish, target: command.value }
    else if (command.entity === 'moved_by')
      this.#wish = { ...this.#wish, movedBy: command.value === movedBy.source ? movedBy.source : movedBy.manual }
    else return this.#obeyRange({ ...this.#range, [command.entity === 'range_min' ? 'min' : 'max']: command.value })
    return null
  }

  /** Tells others what it shows, where that has changed; nothing where nothing is known to show, or not where the needle is. */
  tell(isHomed: boolean): void {
    const { follow, scale } = this.settings
    const { steps, beyond } = this.place
    const shows = isHomed && this.#value !== null
    const reading = {
      value: shows ? this.#scale.valueAt(steps) : null,
      target: this.#wish.target,
      ...(follow === null ? {} : { moved_by: this.#wish.movedBy }),
      ...(scale.points === null ? { range_min: this.#range.min, range_max: this.#range.max } : {}),
    }
    const text = JSON.stringify(reading)
    if (text !== this.#told) this.#side.report(reading)
    this.#told = text
    this.#side.attributes('value', { beyond_the_scale: shows ? beyond : null, source_problem: this.#problem })
  }

  /** `isPatient`: a source that has never told anything may still come. */
  tellProblem(isPatient: boolean): void {
    this.#side.problem(isPatient && this.#source?.ageMs === null ? null : this.#problem)
  }

  get #follows(): boolean {
    return this.#source !== null && this.#wish.movedBy === movedBy.source
  }

  /** Why nothing is known to show, though it should be; null: all is well. */
  get #problem(): string | null {
    return this.#follows ? (this.#source?.problem ?? null) : null
  }

  /** null: unknown. */
  get #value(): number | null {
    const { follow } = this.settings
    if (!this.#follows || follow === null) return this.#wish.target
    const measured = this.#source?.value ?? null
    return measured === null ? null : measured * follow.factor + follow.offset
  }

  #obeyRange(chosen: Range): string | null {
    if (chosen.min >= chosen.max)
      return `the scale of ${this.settings.id} cannot run from ${chosen.min} to ${chosen.max}: where it ends is more than where it begins`
    const { min, max } = this.settings.scale
    this.#wish = { ...this.#wish, range: { chosen, settings: { min, max } } }
    this.#range = chosen
    this.#scale = new Scale(this.settings.scale, chosen)
    this.#tellLimits()
    return null
  }

  #tellLimits(): void {
    const { scale } = this.settings
    const { value, target, range_min: least, range_max: greatest } = limitsOf(scale, this.#range)
    this.#side.limit('value', value)
    this.#side.limit('target', target)
    if (scale.points !== null) return
    this.#side.limit('range_min', least)
    this.#side.limit('range_max', greatest)
  }
}

/** What the user chose, as long as it takes the place of the settings' range of now. */
function rangeOf({ scale }: GaugeSettings, { range }: Wish): Range {
  const isOfNow = range !== null && range.settings.min === scale.min && range.settings.max === scale.max && scale.points === null
  return isOfNow ? range.chosen : { min: scale.min, max: scale.max }
}
