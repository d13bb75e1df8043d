import { createServer, type Server } from 'node:net'

/** The demo's own broker, on this machine only. */
export interface EmbeddedBroker {
  url: string
  close(): Promise<void>
}

const firstPort = 1883
const portsTried = 100

/** Starts it on port 1883, or on the next one that is free. */
export async function embeddedBroker(): Promise<EmbeddedBroker> {
  const { Aedes } = await import('aedes')
  const aedes = await Aedes.createBroker()
  const server = createServer(aedes.handle)
  const port = await listenFrom(server, firstPort)
  return {
    url: `mqtt://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => aedes.close(() => server.close(() => resolve()))),
  }
}

async function listenFrom(server: Server, port: number): Promise<number> {
  for (let candidate = port; candidate < port + portsTried; candidate++) {
    if (await listens(server, candidate)) return candidate
  }
  throw new Error(`no port from ${port} to ${port + portsTried - 1} is free`)
}

const listens = (server: Server, port: number) =>
  new Promise<boolean>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error))
    server.once('error', onError).listen(port, '127.0.0.1', () => {
      server.off('error', onError)
      resolve(true)
    })
  })
