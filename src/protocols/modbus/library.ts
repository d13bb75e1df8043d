import { EventEmitter } from 'node:events'
import modbusSerial from 'modbus-serial'
import { framed } from './frame.ts'

/** modbus-serial's client. */
export type Client = InstanceType<typeof modbusSerial.default>

/** Carries a request to where it is answered, and brings the whole, checked reply. */
export type Carry = (request: Uint8Array) => Promise<Uint8Array>

/** What modbus-serial takes for a port. It never sees anything but the reply to what it has asked. */
class Port extends EventEmitter {
  readonly isOpen = true
  readonly #send: (request: Buffer) => void

  constructor(send: (request: Buffer) => void) {
    super()
    this.#send = send
  }

  open(opened: (error: null) => void): void {
    opened(null)
  }

  write(request: Buffer): void {
    this.#send(request)
  }
}

/**
 * One request through modbus-serial: it encodes the request and decodes the reply. A client serves one request only,
 * since it keeps no requests apart and its own time-outs and framing are of no use on a shared bus.
 * Rejects with what `carry` rejects with, and with the library's error (`modbusCode`) for an exception reply.
 */
export function throughLibrary<T>(address: number, ask: (client: Client) => Promise<T>, carry: Carry): Promise<T> {
  return new Promise((resolve, reject) => {
    const port = new Port((request) => {
      carry(request)
        .then((reply) => port.emit('data', Buffer.from(addressedTo(address, reply))))
        .catch(reject)
    })
    const client = new modbusSerial.default(port)
    client.open()
    client.setID(address)
    ask(client).then(resolve, reject)
  })
}

/** The library takes a reply only from the address that it asked: a device that was asked by the general one may use its own. */
const addressedTo = (address: number, reply: Uint8Array): Uint8Array =>
  reply[0] === address ? reply : framed(Uint8Array.of(address, ...reply.subarray(1, -2)))
