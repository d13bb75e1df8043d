import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { SerialPort } from 'serialport'
import { startChild } from './childProcess.ts'
import { waitFor } from './waitFor.ts'

interface TcpPort {
  readonly url: string
  close(): Promise<void>
}

interface SerialServer extends TcpPort {
  /** Breaks its connection and listens no more, until `up`. */
  down(): Promise<void>
  up(): Promise<void>
}

/** Offers a serial port as raw TCP, as ser2net does: who comes last has the line. */
export async function serveSerial(path: string): Promise<SerialServer> {
  const line = new SerialPort({ path, baudRate: 9600 })
  await once(line, 'open')
  let client: Socket | null = null
  line.on('data', (bytes) => client?.write(bytes))
  const server = createServer((socket) => {
    client?.destroy()
    client = socket.on('data', (bytes) => line.write(bytes)).on('error', () => undefined)
  })
  const listen = async (port: number) => {
    await once(server.listen(port, '127.0.0.1'), 'listening')
    return portOf(server)
  }
  const down = async () => {
    client?.destroy()
    if (server.listening) await once(server.close(), 'close')
  }
  const port = await listen(0)
  return {
    url: `tcp://127.0.0.1:${port}`,
    down,
    up: async () => void (await listen(port)),
    async close() {
      await down()
      line.close()
      await once(line, 'close')
    },
  }
}

/** Listens, but never answers again: its queue of connections is full. */
const hanging = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, server.address().port + '\\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`

/** A port where a connection neither comes about nor is refused, as at a host that has been switched off. */
export async function hangingPort(): Promise<TcpPort> {
  const child = startChild(process.execPath, ['-e', hanging])
  const port = Number(await waitFor(() => child.output().endsWith('\n') && child.output(), 'the port to listen'))
  const queue: Socket[] = []
  const connected = () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    queue.push(socket)
    return waitFor(() => !socket.connecting, 'the connection', 500).catch(() => false)
  }
  while (await connected()) if (queue.length > 50) throw new Error('the queue is never full')
  return {
    url: `tcp://127.0.0.1:${port}`,
    async close() {
      for (const socket of queue) socket.destroy()
      await child.end('SIGKILL', 1_000)
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return address.port
}
