import { describe, expect, it } from 'vitest'
import { Devices } from '../../src/entities/devices.ts'
import { DeviceError } from '../../src/entities/errors.ts'
import { Fleet } from '../../src/runtime/fleet.ts'
import { boardSettings, demoBoard, type BoardLine } from '../support/demoBoard.ts'
import { aborted } from '../support/demoDriver.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'
import { memoryState } from '../support/memoryState.ts'
import { portsOf } from '../support/ports.ts'

async function fleetOf(run: (line: BoardLine) => Promise<void>) {
  const clock = fakeClock()
  const devices = new Devices()
  const state = await memoryState(clock)
  const { log, lines } = listedLog()
  const driver = demoBoard(run)
  const fleet = new Fleet(
    { devices, state, clock, log, random: () => 0, keys: '' },
    () => driver,
    () => portsOf({}),
  )
  await fleet.apply([boardSettings(['oven', 'hob'])], [])
  await clock.advance(0)
  return {
    fleet,
    devices,
    clock,
    lines,
    state,
    shown: (id: string) => devices.get(id),
    ids: () => devices.all.map((each) => each.description.id),
  }
}

const idle = ({ signal }: BoardLine) => aborted(signal)

describe('the parts of a device', () => {
  it('are described behind it before it runs, below it, offline and unknown', async () => {
    const { ids, shown } = await fleetOf(idle)
    expect(ids()).toEqual(['board', 'board_oven', 'board_hob'])
    expect(shown('board_oven')).toMatchObject({
      online: false,
      description: { above: 'board', name: 'OVEN', model: 'Clamp', manufacturer: 'm' },
      values: { power: null, energy: null, problem: false },
    })
  })

  it('come online each with its own first report', async () => {
    const { shown } = await fleetOf(async (line) => {
      line.part('channel', 'oven').report({ power: 5 })
      await aborted(line.signal)
    })
    expect(['board', 'board_oven', 'board_hob'].map((id) => shown(id)?.online)).toEqual([false, true, false])
  })

  it('go offline with it, and only it says why', async () => {
    const { shown, clock } = await fleetOf(async (line) => {
      line.report({ voltage: 230 })
      line.part('channel', 'oven').report({ power: 5 })
      line.part('channel', 'oven').problem('clips')
      await line.clock.sleep(10, line.signal)
      throw new DeviceError('no chip answers')
    })
    await clock.advance(20)
    expect(shown('board')).toMatchObject({ online: false, problem: 'no chip answers' })
    expect(shown('board_oven')).toMatchObject({ online: false, problem: null, values: { power: null } })
  })

  it('tell what is wrong with them while they work, and the log tells each change once', async () => {
    const { shown, lines } = await fleetOf(async (line) => {
      const oven = line.part('channel', 'oven')
      oven.report({ power: 5 })
      oven.problem('clips')
      oven.problem('clips')
      line.part('channel', 'hob').report({ power: 1 })
      line.part('channel', 'hob').problem('clips too')
      line.part('channel', 'hob').problem(null)
      await aborted(line.signal)
    })
    expect(shown('board_oven')).toMatchObject({ online: true, problem: 'clips', values: { problem: true } })
    expect(shown('board_hob')).toMatchObject({ problem: null, values: { problem: false } })
    expect(lines).toEqual(['info board: online', 'warn board_oven: clips', 'warn board_hob: clips too', 'info board_hob: is well again'])
  })

  it('count totals of their own', async () => {
    const { shown, state, clock } = await fleetOf(async (line) => {
      line.part('channel', 'oven').total('energy').begin(0)
      line.part('channel', 'oven').total('energy').add(2)
      await aborted(line.signal)
    })
    state.resolve('board_oven.energy', null)
    await state.flush()
    await clock.advance(0)
    expect([shown('board_oven')?.values['energy'], shown('board_hob')?.values['energy']]).toEqual([2, null])
  })

  it('take commands of their own, and only while they are online', async () => {
    const got: unknown[] = []
    const { fleet, clock } = await fleetOf(async (line) => {
      const oven = line.part('channel', 'oven')
      oven.report({ power: 5 })
      for await (const command of oven.commands) got.push(command)
    })
    fleet.command('board_oven', { entity: 'limit', value: 3 })
    expect(() => fleet.command('board_hob', { entity: 'limit', value: 3 })).toThrow('board_hob is offline')
    expect(() => fleet.command('board_tv', { entity: 'limit', value: 3 })).toThrow('there is no device board_tv')
    await clock.advance(0)
    expect(got).toEqual([{ entity: 'limit', value: 3 }])
  })

  it('leave the table when the settings name them no more, and new ones enter it', async () => {
    const { fleet, ids } = await fleetOf(idle)
    await fleet.apply([boardSettings(['oven', 'fridge'])], [])
    expect(ids()).toEqual(['board', 'board_oven', 'board_fridge'])
    await fleet.apply([], [])
    expect(ids()).toEqual([])
  })

  it('stay, offline, while the settings of their device are mistaken', async () => {
    const { fleet, ids, shown } = await fleetOf(async (line) => {
      line.part('channel', 'oven').report({ power: 5 })
      await aborted(line.signal)
    })
    await fleet.apply([], [{ device: 'board', path: '', line: 1, column: 1, sentence: 'board is wrong' }])
    expect(ids()).toEqual(['board', 'board_oven', 'board_hob'])
    expect(shown('board_oven')).toMatchObject({ online: false, values: { power: null } })
    expect(shown('board')?.problem).toBe('board is wrong')
  })

  it('throw where the driver names one that is not there: our bug', async () => {
    const { shown } = await fleetOf(async (line) => void line.part('channel', 'tv'))
    expect(shown('board')?.problem).toContain('has no part tv')
  })
})

describe('what the tools ask a device', () => {
  it('is answered while it runs', async () => {
    const { fleet } = await fleetOf(async (line) => {
      line.answer({ double: async (question) => Number(question) * 2 })
      line.report({ voltage: 230 })
      await aborted(line.signal)
    })
    await expect(fleet.ask('board', 'double', 4)).resolves.toBe(8)
    await expect(fleet.ask('board', 'triple', 4)).rejects.toThrow('board knows nothing of triple')
    await expect(fleet.ask('oven', 'double', 4)).rejects.toThrow('there is no device oven')
  })

  it('is refused while it is down', async () => {
    const { fleet, clock } = await fleetOf(async (line) => {
      line.answer({ double: async () => 1 })
      throw new DeviceError('away')
    })
    await clock.advance(0)
    await expect(fleet.ask('board', 'double', 4)).rejects.toThrow('board is offline and tells nothing')
  })
})
