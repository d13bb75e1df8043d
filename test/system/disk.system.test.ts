import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { type Parts, partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { canMount, type SmallDisk } from './support/smallDisk.ts'
import { waitFor } from './support/waitFor.ts'

const cannot = /ERROR: state: State folder \S+ cannot be written \((disk full|read-only)\): totals are only in memory and at the broker/g
const canAgain = /INFO: state: State folder \S+ can be written again: totals are on disk/g

/** A meter whose total is 5 kWh, on a disk that is prepared before the program starts. */
async function startOn(parts: Parts, prepare: (disk: SmallDisk) => Promise<void>) {
  const [broker, slave, disk] = await Promise.all([parts.mosquitto(), parts.meters(1), parts.smallDisk()])
  const seen = await parts.observer(broker.url)
  await slave.set(1, { energyWh: 5000 })
  await prepare(disk)
  const settings = settingsText({ mqtt: broker.url, meters: { boiler: { port: slave.path } } })
  const program = await parts.program({ settings, stateFolder: join(disk.path, 'state') })
  await waitFor(() => seen.state('boiler')?.['energy'] === 5, 'the total', 20_000)
  const told = (sentence: RegExp) => program.output().match(sentence)?.length ?? 0
  let kwh = 5
  /** Corrects the total by hand, which is written at once. */
  const correct = async () => {
    kwh = Math.round(1000 * kwh + 1) / 1000
    await seen.command('boiler', 'set_energy', String(kwh))
  }
  const setTotal = async () => {
    await correct()
    await waitFor(() => seen.state('boiler')?.['energy'] === kwh, `${kwh} kWh to be published`)
    return kwh
  }
  /** The journal is written into its last block until it needs another one. */
  const setTotalUntil = (happened: () => boolean, what: string) =>
    waitFor(
      async () => {
        for (let more = 0; more < 20; more++) await correct()
        return happened()
      },
      what,
      60_000,
    )
  /** What the meter counts after its recovery is in the total that the next start shows. */
  const expectTotalKept = async () => {
    const before = await setTotal()
    await slave.set(1, { energyWh: 5003, voltageV: 222 })
    await waitFor(() => seen.state('boiler')?.['voltage'] === 222, 'the reading')
    expect(await program.stop()).toMatchObject({ exitCode: 0 })
    await program.start()
    const expected = Math.round(1000 * before + 3) / 1000
    await waitFor(() => seen.state('boiler')?.['energy'] === expected, `${expected} kWh after the start`)
  }
  return { disk, seen, program, told, setTotal, setTotalUntil, expectTotalKept }
}

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus') || !(await canMount()))('a state folder (needs root)', () => {
  it.concurrent('on a disk that becomes full is told once, and again when it can be written', async (test) => {
    const { disk, told, setTotal, setTotalUntil, expectTotalKept, seen } = await startOn(partsOf(test), async () => undefined)
    await disk.fill()
    await setTotalUntil(() => told(cannot) > 0, 'the sentence')
    for (let more = 0; more < 3; more++) await setTotal()
    expect(told(cannot)).toBe(1)
    expect(seen.wentOffline('boiler')).toBe(false)
    await disk.makeRoom()
    await setTotalUntil(() => told(canAgain) > 0, 'the recovery')
    expect([told(cannot), told(canAgain)]).toEqual([1, 1])
    await expectTotalKept()
  })

  it.concurrent('on a disk that becomes read-only is told once, and again when it can be written', async (test) => {
    const { disk, told, setTotal, setTotalUntil, expectTotalKept, seen } = await startOn(partsOf(test), async () => undefined)
    await disk.readOnly(true)
    await setTotalUntil(() => told(cannot) > 0, 'the sentence')
    for (let more = 0; more < 3; more++) await setTotal()
    expect(told(cannot)).toBe(1)
    expect(seen.wentOffline('boiler')).toBe(false)
    await disk.readOnly(false)
    await setTotalUntil(() => told(canAgain) > 0, 'the recovery')
    await expectTotalKept()
  })

  it.concurrent.for([
    ['full', (disk: SmallDisk) => disk.fill(), (disk: SmallDisk) => disk.makeRoom()],
    ['read-only', (disk: SmallDisk) => disk.readOnly(true), (disk: SmallDisk) => disk.readOnly(false)],
  ] as const)('on a disk that is %s at the start keeps nobody from running', async ([, spoil, repair], test) => {
    const { disk, program, told, setTotalUntil, expectTotalKept } = await startOn(partsOf(test), spoil)
    expect(told(cannot)).toBe(1)
    await repair(disk)
    await setTotalUntil(() => told(canAgain) > 0, 'the recovery')
    await waitFor(() => existsSync(join(program.stateFolder, 'control.sock')), 'the socket by which scan asks the program', 60_000)
    expect(told(cannot)).toBe(1)
    await expectTotalKept()
  })
})
