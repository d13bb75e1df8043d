import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openState, type State } from '../../src/runtime/ledger.ts'
import { CrashingFiles, losses, type Loss } from '../support/crashingFiles.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'

const key = 'boiler.energy'
/** Rounding to a millionth, once a restart. */
const tolerance = 1e-5

/** A program with one total, its disk and the broker's retained message; each can be taken away. */
class House {
  state: State | null = null
  files = new CrashingFiles()
  broker: number | null
  #backup: CrashingFiles | null = null
  #failing = false

  constructor(retained: number | null) {
    this.broker = retained
  }

  get total() {
    return this.running.total(key)
  }

  get running(): State {
    if (this.state === null) throw new Error('not started')
    return this.state
  }

  async start(files: CrashingFiles): Promise<void> {
    this.files = files
    this.diskFails(this.#failing)
    this.state = await openState({ folder: '/data', files, clock: fakeClock(), log: listedLog().log, compactAfter: 200 })
  }

  /** Reading works on, as on a card that has become read-only. */
  diskFails(failing: boolean): void {
    this.#failing = failing
    this.files.failing = failing ? { from: this.files.operations + (this.state === null ? 2 : 1), to: Infinity, code: 'EROFS' } : null
  }

  /** Ends in the midst of a flush, after so many of its operations. */
  async crash(loss: Loss | 'killed', operations: number): Promise<void> {
    this.files.cutAfter = this.files.operations + operations
    await Promise.race([this.running.flush(), this.files.cut])
    this.state = null
    await this.start(loss === 'killed' ? this.files.killed() : this.files.powerCut(loss))
  }

  async loseFolder(): Promise<void> {
    this.state = null
    await this.start(new CrashingFiles())
  }

  askBroker(): void {
    this.running.resolve(key, this.broker)
  }

  publish(): void {
    const { durable } = this.total
    if (durable === null) return
    if (durable < (this.broker ?? 0)) throw new Error(`published ${durable} after ${this.broker}`)
    this.broker = durable
  }

  /** What goes on while all is well. */
  async minute(count: () => void): Promise<void> {
    this.askBroker()
    count()
    await this.running.flush()
    this.publish()
  }

  /** Of a total that is known: before the first start is over nobody has anything to back up. */
  backUp(): void {
    if (this.total.durable !== null) this.#backup = this.files.killed()
  }

  async restore(): Promise<void> {
    if (!this.#backup) return
    this.state = null
    await this.start(this.#backup.killed())
  }
}

interface Step {
  text: string
  run: (house: House) => void | Promise<void>
}

const step = (text: string, run: Step['run']): fc.Arbitrary<Step> => fc.constant({ text, run })

const common = [
  step('ask', (house) => house.askBroker()),
  step('flush', (house) => house.running.flush()),
  step('publish', (house) => house.publish()),
  step('disk fails', (house) => house.diskFails(true)),
  step('disk works', (house) => house.diskFails(false)),
  step('back up', (house) => house.backUp()),
  step('restore', (house) => house.restore()),
  fc.tuple(fc.constantFrom<Loss | 'killed'>('killed', ...losses), fc.nat(8)).map(([loss, operations]) => ({
    text: `crash ${JSON.stringify(loss)} in a flush after ${operations} operations`,
    run: (house: House) => house.crash(loss, operations),
  })),
]

const scripts = (...own: fc.Arbitrary<Step>[]) => {
  const any = fc.oneof(...own, ...common)
  return fc
    .array(any, { minLength: 5, maxLength: 40, size: 'max' })
    .map((steps) => ({ steps, [fc.toStringMethod]: () => steps.map(({ text }) => text).join('; ') }))
}

const thousandths = (max: number) => fc.nat({ max: max * 1000 }).map((n) => n / 1000)
const retained = fc.option(thousandths(500))

describe('whatever happens, in whichever order', () => {
  it('what is shown of a total never falls, and never exceeds where it began and what was added', async () => {
    let highest = 0
    const adds = thousandths(10).map((amount) => ({
      text: `add ${amount}`,
      run: (house: House) => {
        highest += amount
        house.total.add(amount)
      },
    }))
    const minutes = thousandths(10).map((amount) => ({
      text: `a minute with ${amount}`,
      run: (house: House) => {
        highest += amount
        return house.minute(() => house.total.add(amount))
      },
    }))
    const begins = thousandths(500).map((value) => ({ text: `begin ${value}`, run: (house: House) => house.total.begin(value) }))
    const lost = step('lose the folder', (house) => house.loseFolder())
    await fc.assert(
      fc.asyncProperty(retained, scripts(adds, minutes, begins, lost), async (broker, { steps }) => {
        // Every begin is at most 500, and only one of begin and the broker's total can count.
        highest = Math.max(broker ?? 0, 500)
        const house = new House(broker)
        await house.start(new CrashingFiles())
        for (const { run } of steps) {
          await run(house)
          const { durable } = house.total
          if (durable === null) continue
          expect(durable).toBeGreaterThanOrEqual(house.broker ?? 0)
          expect(durable).toBeLessThanOrEqual(highest + tolerance)
        }
      }),
      { numRuns: 1500 },
    )
  })

  it('a meter with a counter of its own loses nothing and counts nothing twice', async () => {
    let meterWh = 0
    const schema = z.strictObject({ version: z.literal(1), registerWh: z.number().nullable() })
    const poll = (house: House) => {
      const kept = house.running.kept('boiler', schema, { version: 1, registerWh: null })
      if (kept.value.registerWh === null) house.total.begin(meterWh / 1000)
      else house.total.add((meterWh - kept.value.registerWh) / 1000)
      kept.save({ version: 1, registerWh: meterWh })
    }
    const uses = fc.integer({ min: 1, max: 5000 }).map((wh) => ({ text: `use ${wh} Wh`, run: () => void (meterWh += wh) }))
    const minutes = fc.integer({ min: 1, max: 5000 }).map((wh) => ({
      text: `a minute with ${wh} Wh`,
      run: (house: House) => {
        meterWh += wh
        return house.minute(() => poll(house))
      },
    }))
    await fc.assert(
      fc.asyncProperty(
        retained,
        fc.nat(100_000),
        scripts(uses, minutes, step('poll', poll), step('poll', poll)),
        async (broker, startWh, { steps }) => {
          meterWh = startWh
          const house = new House(broker)
          await house.start(new CrashingFiles())
          poll(house)
          await house.running.flush()
          for (const { run } of steps) await run(house)
          house.diskFails(false)
          poll(house)
          house.askBroker()
          await house.running.flush()
          house.publish()
          expect(house.broker).toBeCloseTo((broker ?? startWh / 1000) + (meterWh - startWh) / 1000, 4)
        },
      ),
      { numRuns: 1500 },
    )
  })
})
