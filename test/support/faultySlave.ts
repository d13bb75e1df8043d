import type { Slave } from '../../src/hardware/simulated/slave.ts'
import { withCrc } from './modbusFrames.ts'

/** What becomes of an exchange: `reach` hands the request to the slave and gives its reply. */
export type Fault = (reach: () => Uint8Array | null, request: Uint8Array) => Uint8Array | null

/** A slave with a bad connection: the faults in `next` meet one exchange each, then `always` meets all, if it is set. */
export interface FaultySlave extends Slave {
  readonly next: Fault[]
  always: Fault
}

/** No fault. */
export const passed: Fault = (reach) => reach()

export function faulty(slave: Slave): FaultySlave {
  return {
    next: [],
    always: passed,
    answer(request) {
      const fault = this.next.shift() ?? this.always
      return fault(() => slave.answer(request), request)
    },
  }
}

/** The request never arrives. */
export const silence: Fault = () => null

/** The request arrives, the reply is lost. */
export const lostReply: Fault = (reach) => (reach(), null)

/** One bit of the reply is wrong. */
export const damage: Fault = (reach) => reach()?.map((byte, at) => (at === 2 ? byte ^ 0x10 : byte)) ?? null

export const refusal =
  (code: number): Fault =>
  (_, request) =>
    withCrc(request[0] ?? 0, (request[1] ?? 0) | 0x80, code)

/** Other registers in an intact reply to the reading of all ten, as a meter out of its mind sends them: by index. */
export const registersInstead =
  (instead: Readonly<Record<number, number>>): Fault =>
  (reach, request) => {
    const reply = reach()
    if (!reply || request[1] !== 0x04) return reply
    const body = [...reply.subarray(0, -2)]
    for (const [index, value] of Object.entries(instead)) body.splice(3 + 2 * Number(index), 2, value >> 8, value & 0xff)
    return withCrc(...body)
  }
