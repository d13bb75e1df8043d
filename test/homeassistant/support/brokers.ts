import { createServer, type Server } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { Aedes, type AedesOptions } from 'aedes'

/** A real broker on a free port of this machine. */
export interface TestBroker {
  port: number
  aedes: Aedes
  close: () => Promise<void>
}

export async function testBroker(options: AedesOptions = {}, tls: TlsOptions | null = null): Promise<TestBroker> {
  const aedes = await Aedes.createBroker(options)
  const server = tls === null ? createServer(aedes.handle) : createTlsServer(tls, aedes.handle)
  return { port: await listening(server), aedes, close: () => new Promise((resolve) => aedes.close(() => server.close(() => resolve()))) }
}

export const listening = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
