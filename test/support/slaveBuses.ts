import type { Slave } from '../../src/hardware/simulated/slave.ts'
import { Garbled, ModbusException, Silence, type ModbusBuses, type ModbusDevice } from '../../src/protocols/modbus/modbus.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import type { Wires } from '../../src/simulation/site.ts'
import { crc, toWords, withCrc } from './modbusFrames.ts'

/** Modbus over simulated slaves without a wire between: one exchange at a time on each port, each in a plain time. For tests of drivers. */
export interface SlaveBuses extends ModbusBuses {
  readonly wires: Pick<Wires, 'serial'>
  /** All requests, in order. */
  readonly requests: readonly Uint8Array[]
}

const requestMs = 10
const replyMs = 30
const usualTimeoutMs = 300

export function slaveBuses(clock: Clock): SlaveBuses {
  const ports = new Map<string, Set<Slave>>()
  const turns = new Map<string, Promise<unknown>>()
  const requests: Uint8Array[] = []

  async function exchange(port: string, request: Uint8Array, signal: AbortSignal, timeoutMs: number): Promise<Uint8Array> {
    await clock.sleep(requestMs, signal)
    requests.push(request)
    const replies = [...(ports.get(port) ?? [])].flatMap((slave) => slave.answer(request) ?? [])
    const [reply] = replies
    await clock.sleep(reply ? replyMs : timeoutMs, signal)
    if (!reply) throw new Silence('no answer')
    if (replies.length > 1 || crc(reply) !== 0 || reply[0] !== request[0]) throw new Garbled('damaged reply')
    if (reply[1] === (request[1] ?? 0) + 0x80) throw new ModbusException(`exception ${reply[2]}`, reply[2] ?? 0)
    if (reply[1] !== request[1]) throw new Garbled('another reply')
    return reply.subarray(2, -2)
  }

  function inTurn<T>(port: string, work: () => Promise<T>): Promise<T> {
    const mine = (turns.get(port) ?? Promise.resolve()).then(work, work)
    turns.set(port, mine)
    return mine
  }

  function device(port: string, address: number, signal: AbortSignal, { timeoutMs = usualTimeoutMs } = {}): ModbusDevice {
    const ask = (...body: number[]) => inTurn(port, () => exchange(port, withCrc(address, ...body), signal, timeoutMs))
    const read = async (code: number, register: number, count: number) =>
      toWords((await ask(code, ...word(register), ...word(count))).subarray(1))
    return {
      readInput: (register, count) => read(0x04, register, count),
      readHolding: (register, count) => read(0x03, register, count),
      writeHolding: async (register, value) => void (await ask(0x06, ...word(register), ...word(value))),
      command: async (code) => void (await ask(code)),
    }
  }

  function attach(port: string, slave: Slave) {
    const slaves = ports.get(port) ?? new Set()
    ports.set(port, slaves.add(slave))
    return () => void slaves.delete(slave)
  }

  return { device, requests, wires: { serial: { attach } } }
}

const word = (value: number) => [value >>> 8, value & 0xff]
