import { describe, expect, it } from 'vitest'
import { decodeMeasurement } from '../../../src/drivers/pzem/registers.ts'
import { SimulatedPzem } from '../../../src/drivers/pzem/simulated.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { hex, toHex, toWords, withCrc } from '../../support/modbusFrames.ts'
import { steadyCircuit } from '../../support/steadyCircuit.ts'

function setUp(energyWh = 0) {
  const clock = fakeClock()
  const circuit = steadyCircuit()
  const chip = new SimulatedPzem({ address: 7, clock, circuit, energyWh })
  const ask = (...body: number[]) => toHex(chip.answer(withCrc(...body)))
  const read = () => {
    const reply = chip.answer(withCrc(7, 4, 0, 0, 0, 10))
    return reply && decodeMeasurement(toWords(reply.subarray(3, -2)))
  }
  return { clock, circuit, chip, ask, read }
}
const exceptionOf = (code: number, reason: number) => toHex(withCrc(7, code | 0x80, reason))

describe('a simulated PZEM', () => {
  it('shows its circuit', () => {
    expect(setUp().read()).toEqual({
      voltageV: 230,
      currentA: 5,
      powerW: 920,
      energyWh: 0,
      frequencyHz: 50,
      powerFactor: 0.8,
      alarm: false,
    })
  })

  it('reads a part of its registers', () => {
    expect(setUp().ask(7, 4, 0, 7, 0, 1)).toBe(toHex(withCrc(7, 4, 2, 0x01, 0xf4)))
  })

  it('counts energy on its own, in whole Wh, whether it is asked or not', async () => {
    const { clock, read } = setUp(100)
    await clock.advance(3_600_000)
    expect(read()?.energyWh).toBe(1020)
  })

  it('counts on where the wall clock jumps, by its own quartz', async () => {
    const { clock, read } = setUp()
    await clock.advance(1_800_000)
    clock.jumpWall(3_600_000)
    await clock.advance(900_000)
    clock.jumpWall(-7_200_000)
    await clock.advance(900_000)
    expect(read()?.energyWh).toBe(920)
  })

  it('starts again at 0 after 9999.999 kWh', async () => {
    const { clock, read } = setUp(9_999_999)
    await clock.advance(10_000)
    expect(read()?.energyWh).toBe(1)
  })

  it('sets its energy to 0 when it is told to', async () => {
    const { clock, ask, read } = setUp(500)
    expect(ask(7, 0x42)).toBe(toHex(withCrc(7, 0x42)))
    expect(read()?.energyWh).toBe(0)
    await clock.advance(4000)
    expect(read()?.energyWh).toBe(1)
  })

  it('keeps an alarm threshold and raises the alarm above it', () => {
    const { ask, read } = setUp()
    expect(ask(7, 6, 0, 1, 3, 0x20)).toBe(toHex(withCrc(7, 6, 0, 1, 3, 0x20)))
    expect(ask(7, 3, 0, 1, 0, 2)).toBe(toHex(withCrc(7, 3, 4, 3, 0x20, 0, 7)))
    expect(read()?.alarm).toBe(true)
  })

  it('takes another address, and answers there from then on', () => {
    const { ask } = setUp()
    expect(ask(7, 6, 0, 2, 0, 9)).toBe(toHex(withCrc(7, 6, 0, 2, 0, 9)))
    expect(ask(7, 3, 0, 2, 0, 1)).toBeNull()
    expect(ask(9, 3, 0, 2, 0, 1)).toBe(toHex(withCrc(9, 3, 2, 0, 9)))
  })

  it('answers to the general address too', () => {
    expect(setUp().ask(0xf8, 3, 0, 2, 0, 1)).toBe(toHex(withCrc(0xf8, 3, 2, 0, 7)))
  })

  it('obeys a broadcast without a word', () => {
    const { ask } = setUp()
    expect(ask(0, 6, 0, 1, 1, 0)).toBeNull()
    expect(ask(7, 3, 0, 1, 0, 1)).toBe(toHex(withCrc(7, 3, 2, 1, 0)))
  })

  it.each<[string, number[], number]>([
    ['a function that it does not have', [7, 0x10, 0, 1, 0, 1], 1],
    ['factory calibration', [7, 0x41, 0x37, 0x21], 1],
    ['input registers beyond the tenth', [7, 4, 0, 5, 0, 6], 2],
    ['holding register 0', [7, 3, 0, 0, 0, 1], 2],
    ['writing another register', [7, 6, 0, 3, 0, 1], 2],
    ['no registers at all', [7, 4, 0, 0, 0, 0], 3],
    ['a threshold above 25 kW', [7, 6, 0, 1, 0x61, 0xa9], 3],
    ['address 248', [7, 6, 0, 2, 0, 248], 3],
    ['address 0', [7, 6, 0, 2, 0, 0], 3],
  ])('refuses %s', (_, body, reason) => {
    expect(setUp().ask(...body)).toBe(exceptionOf(body[1] ?? 0, reason))
  })

  it('hears nothing that is not for it or is damaged', () => {
    const { chip, ask } = setUp()
    expect(ask(8, 4, 0, 0, 0, 10)).toBeNull()
    expect(chip.answer(hex('07 04 00 00 00 0A 00 00'))).toBeNull()
    expect(chip.answer(hex('07 04'))).toBeNull()
    expect(chip.answer(new Uint8Array())).toBeNull()
  })

  it('is silent without mains, and wrong for five seconds when they come back', async () => {
    const { clock, circuit, read } = setUp(100)
    const { state } = circuit
    circuit.state = { ...state, voltageV: 0, currentA: 0, activePowerW: 0 }
    await clock.advance(60_000)
    expect(read()).toBeNull()
    circuit.state = state
    await clock.advance(2000)
    expect(read()?.powerW).not.toBe(920)
    await clock.advance(5000)
    expect(read()?.powerW).toBe(920)
    expect(read()?.energyWh).toBe(101)
  })

  it('does not see what is below its starting current and power', async () => {
    const { circuit, clock, read } = setUp()
    circuit.state = { ...circuit.state, activePowerW: 0.3, currentA: 0.01, powerFactor: 0.1 }
    await clock.advance(1000)
    expect(read()).toMatchObject({ powerW: 0, currentA: 0, powerFactor: 0 })
  })
})
