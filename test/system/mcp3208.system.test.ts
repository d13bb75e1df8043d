import { describe, expect, it, type TestContext } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { boardSettings, clampInput, mainsInput } from './support/clampBoard.ts'
import type { Observer } from './support/observer.ts'
import { partsOf } from './support/parts.ts'
import { expectValues, onlineS, reasons, startAgain } from './support/published.ts'
import type { EmulatedSpiOptions } from './support/spidev/emulatedSpi.ts'
import { waitFor } from './support/waitFor.ts'

const [first, second] = ['/dev/spidev0.0', '/dev/spidev0.1']

/** An oven of 2 kVA at a power factor of 0.8, and a roof that gives 18.4 kW: 5 Wh a second. */
const channels = {
  0: mainsInput({ voltageV: 230 }),
  1: clampInput({ currentA: 8.7, powerFactor: 0.8 }),
  2: clampInput({ currentA: 80, exports: true }),
}
const [ovenW, roofW] = [230 * 8.7 * 0.8, -230 * 80]
const flowing = {
  'board_mains.voltage': 230,
  'board_mains.frequency': 50,
  'board_oven.power': ovenW,
  'board_oven.current': 8.7,
  'board_oven.power_factor': 0.8,
  'board_roof.power': roofW,
  'board_roof.current': 80,
  'board_roof.power_factor': -1,
}
const chip = { [first]: { channels } }
const board = boardSettings(first, ['oven', 'roof'])
const boardIds = ['board', 'board_mains', 'board_oven', 'board_roof']
const kettle = { driver: 'pzem', port: '/dev/simulated', address: 1, publish: '1s', simulate: 'kettle' }

/** Broker, emulated SPI and the program on it. */
async function running(test: TestContext, spiOptions: EmulatedSpiOptions, devices: Readonly<Record<string, object>> = { board }) {
  const real = partsOf(test)
  const [broker, spi] = await Promise.all([real.mosquitto(), real.spi(spiOptions)])
  const seen = await real.observer(broker.url)
  const settings = JSON.stringify({ node: 'house', mqtt: { url: broker.url }, devices })
  const program = await real.program({ settings, env: spi.env })
  return { spi, seen, program }
}

const online = (seen: Observer, ids: readonly string[] = boardIds) =>
  waitFor(() => ids.every((id) => seen.isOnline(id)), `${ids.join(', ')} to be online`, 40_000)

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('umockdev'))('a board on a real SPI device', () => {
  it('shows what flows within 1 %, import and export, by the frames of the chip in mode 0 at 1 MHz, as many at once as the kernel takes', async (test) => {
    const { spi, seen } = await running(test, { devices: chip })
    await online(seen)
    await expectValues(seen, flowing)
    const { opened, errors, frames, shapes } = await spi.seen(first)
    expect({ opened, errors }).toEqual({ opened: 1, errors: {} })
    expect(Object.keys(frames).toSorted()).toEqual(['060000', '064000', '068000'])
    // Whole sweeps of three, of which the kernel takes 32.
    expect(shapes).toEqual([
      {
        mode: 0,
        bitsPerWord: 8,
        maxSpeedHz: 1_000_000,
        speedHz: '1000000*30',
        bytes: '3*30',
        delayUs: '0*30',
        chipSelectChange: 'true*29 false*1',
        messages: expect.toSatisfy((messages: number) => messages > 1000),
      },
    ])
    expect(boardIds.flatMap((id) => seen.values(id, 'problem'))).toEqual(boardIds.map(() => false))
  })

  it.for([
    ['says so beforehand', { bufsiz: 512 }, []],
    ['says EMSGSIZE', { alignmentBytes: 1024 }, ['EMSGSIZE']],
  ] as const)(
    'settles on short batches where the kernel takes 4 conversions and %s, and measures the same',
    async ([, limits, refusals], test) => {
      const { spi, seen } = await running(test, { devices: chip, ...limits })
      await online(seen)
      const { errors, shapes } = await spi.seen(first)
      await expectValues(seen, flowing)
      expect(shapes.map(({ bytes }) => bytes)).toEqual(['3*3'])
      expect(Object.keys(errors)).toEqual(refusals)
      // Once it has settled, nothing is refused any more.
      expect((await spi.seen(first)).errors).toEqual(errors)
    },
  )

  it('is one of two at once, on two chip selects, each with its own values', async (test) => {
    const other = { 0: mainsInput({ voltageV: 118, frequencyHz: 60 }), 1: clampInput({ currentA: 20, frequencyHz: 60 }) }
    const devices = { board, annexe: boardSettings(second, ['pump']) }
    const { spi, seen } = await running(test, { devices: { ...chip, [second]: { channels: other } } }, devices)
    await online(seen, [...boardIds, 'annexe', 'annexe_mains', 'annexe_pump'])
    await expectValues(seen, { ...flowing, 'annexe_pump.power': 118 * 20, 'annexe_mains.frequency': 60 })
    for (const device of [first, second]) expect(await spi.seen(device)).toMatchObject({ opened: 1, errors: {} })
  })

  it('goes offline with its parts when the device goes, says why, and comes back with it; energy counts nothing meanwhile', async (test) => {
    const { spi, seen, program } = await running(test, { devices: chip }, { board, kettle })
    await online(seen, [...boardIds, 'kettle'])
    await waitFor(() => onlineS(seen, 'board') > 5, 'some energy', 20_000)
    const unpluggedMs = performance.now()
    await spi.unplug(first)
    await waitFor(() => boardIds.every((id) => !seen.isOnline(id)), 'the board and its parts to go offline')
    await waitFor(() => reasons(seen, 'board').some((text) => text.includes(`${first} has gone`)), 'the sentence')
    await waitFor(() => seen.state('board')?.['problem'] === true && seen.state('board_oven')?.['power'] === null, 'the states')
    expect(seen.state('board')).toMatchObject({ conversions_per_second: null, pairs_per_cycle: null })
    expect(seen.state('board_oven')).toMatchObject({ current: null, power_factor: null, problem: false })
    await waitFor(() => performance.now() - unpluggedMs > 8_000, 'a time in which 40 Wh would have flowed', 20_000)
    await spi.plug(first)
    await online(seen)
    expect(reasons(seen, 'board').at(-1)).toBe('{"reason":null}')
    await expectValues(seen, flowing)
    expect(seen.wentOffline('kettle')).toBe(false)
    expect((await spi.seen(first)).opened, 'once before and once after').toBe(2)
    await program.stop()
    await waitFor(() => !seen.isOnline('board_roof'), 'the goodbye')
    const seconds = onlineS(seen, 'board_roof')
    const counted = await startAgain(program, seen, 'board_roof', 'energy_export')
    process.stdout.write(`unplugged: ${counted} kWh counted in ${seconds.toFixed(1)} s online\n`)
    expect(Math.abs((counted * 3.6e6) / -roofW - seconds)).toBeLessThan(3)
    expect(program.output()).not.toContain('a fault of this program')
  })

  it('goes offline when the chip falls silent, says what to check, and comes back with it', async (test) => {
    const { spi, seen } = await running(test, { devices: chip })
    await online(seen)
    await spi.set(first, { fault: 'dead ones' })
    await waitFor(() => boardIds.every((id) => !seen.isOnline(id)), 'the board and its parts to go offline')
    await waitFor(() => reasons(seen, 'board').at(-1)?.includes(`no MCP3208 answers on ${first}`), 'the sentence')
    await spi.set(first, { fault: null })
    await online(seen)
    await expectValues(seen, flowing)
  })

  it('says how to enable SPI where there is no such device, while all others run', async (test) => {
    const { seen, program } = await running(test, { devices: chip }, { board, missing: boardSettings('/dev/spidev0.7', ['pump']), kettle })
    await online(seen, [...boardIds, 'kettle'])
    await waitFor(() => reasons(seen, 'missing').length > 0, 'the sentence')
    expect(reasons(seen, 'missing').at(-1)).toMatch(
      /there is no \/dev\/spidev0\.7: enable SPI \(an overlay that adds chip select 7 of SPI 0 in config\.txt/,
    )
    expect(seen.state('missing_pump')).toMatchObject({ power: null, energy_import: 0 })
    expect(['missing', 'missing_mains', 'missing_pump'].map((id) => seen.isOnline(id))).toEqual([false, false, false])
    await expectValues(seen, flowing)
    expect(program.output().match(/missing: /g)).toHaveLength(1)
  })

  it('lets the program end in time while it samples, again and again, and goes on with its energy', async (test) => {
    const { spi, seen, program } = await running(test, { devices: chip })
    let countedS = 0
    for (let life = 1; life <= 3; life++) {
      await online(seen)
      const before = onlineS(seen, 'board_roof')
      await waitFor(() => onlineS(seen, 'board_roof') > before + 2 * life, 'some energy', 20_000)
      expect((await spi.seen(first)).messages).toBeGreaterThan(0)
      const { ms, exitCode } = await program.stop()
      process.stdout.write(`stop while sampling: ${Math.round(ms)} ms\n`)
      expect(exitCode).toBe(0)
      expect(ms).toBeLessThan(2_000)
      await waitFor(() => !seen.isOnline('board_roof'), 'the goodbye')
      const seconds = onlineS(seen, 'board_roof')
      countedS = ((await startAgain(program, seen, 'board_roof', 'energy_export')) * 3.6e6) / -roofW
      expect(Math.abs(countedS - seconds)).toBeLessThan(life)
    }
    expect(countedS).toBeGreaterThan(11)
    expect(program.output()).not.toContain('a fault of this program')
  })

  it('stands beside a simulated one that touches no wire', async (test) => {
    const trial = { ...boardSettings(second, ['oven']), simulate: true }
    const { spi, seen } = await running(test, { devices: { ...chip, [second]: { channels: {} } } }, { board, trial })
    await online(seen, [...boardIds, 'trial', 'trial_mains', 'trial_oven'])
    await waitFor(() => Number(seen.state('trial_mains')?.['voltage']) > 200, 'its mains')
    expect(await spi.seen(second)).toMatchObject({ opened: 0, messages: 0 })
    expect((await spi.seen(first)).opened).toBe(1)
  })
})
