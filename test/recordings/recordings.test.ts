import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeMeasurement } from '../../src/drivers/pzem/registers.ts'
import { SimulatedPzem } from '../../src/drivers/pzem/simulated.ts'
import { judge } from '../../src/protocols/modbus/framing.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { toHex, toWords } from '../support/modbusFrames.ts'
import { steadyCircuit } from '../support/steadyCircuit.ts'
import { readRecording, type Exchange } from './readRecording.ts'

const folder = import.meta.dirname
const recordings = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
const exchangesOf = (name: string) => readRecording(readFileSync(join(folder, name), 'utf8'))

/** One exchange as the program understands it, in one line. */
function understood({ request, received }: Exchange): string {
  const verdict = judge(request, received)
  if (typeof verdict === 'string') return `${toHex(request)}: ${received.length === 0 ? 'silence' : verdict}`
  const isMeasurement = request[1] === 0x04 && verdict.reply[2] === 20
  const meaning = isMeasurement ? JSON.stringify(decodeMeasurement(toWords(verdict.reply.subarray(3, -2)))) : toHex(verdict.reply)
  return `${toHex(request)}: ${meaning}`
}

describe('a recorded bus', () => {
  it.each(recordings)('%s is understood as it was meant', async (name) => {
    const lines = exchangesOf(name).map(understood)
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(folder, `${basename(name, '.jsonl')}.txt`))
  })
})

/** The simulated chip under the conditions of the recording. */
function chip() {
  const circuit = steadyCircuit({ voltageV: 225.7, currentA: 0.108, activePowerW: 24.4, powerFactor: 1 })
  return new SimulatedPzem({ address: 1, clock: fakeClock(), energyWh: 38, circuit })
}

describe('the simulated PZEM', () => {
  it.each(exchangesOf('pzem-016.jsonl').map(({ request, received }) => [toHex(request), request, toHex(received)] as const))(
    'answers %s as the real one did',
    (_, request, reply) => {
      expect(toHex(chip().answer(request))).toBe(reply)
    },
  )
})
