import { createHash } from 'node:crypto'
import { connect, createServer, type Server } from 'node:net'
import { pid } from 'node:process'
import { DeviceError } from '../../entities/errors.ts'

/** How long the holder of a port may take to say who it is. */
const answerMs = 500

/**
 * Holds a port for this program until the function that is returned is called, or until the program ends, however it does:
 * the kernel itself takes the lock back. It is an abstract Unix socket that tells whoever connects the holder's process id;
 * unlike the locks of the port itself it also keeps root out. `identity` is the real path, or tcp://host:port.
 * Rejects with a DeviceError that names the process which holds the port.
 */
export async function holdPort(identity: string, port: string): Promise<() => void> {
  const server = createServer((socket) => void socket.on('error', () => undefined).end(String(pid)))
  // A holder that ends between our attempt and our question leaves a free port: the second attempt gets it.
  const held = (await listens(server, identity)) || ((await holder(identity)) === null && (await listens(server, identity)))
  if (!held) throw new DeviceError(`${port} is in use by ${named(await holder(identity))}`)
  return () => void server.close()
}

/** In the abstract namespace of Linux (unix(7)), where a name has at most 107 characters: hence the digest. */
const socketName = (identity: string) => `\0energy-monitor/${createHash('sha256').update(identity).digest('hex')}`

const listens = (server: Server, identity: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error))
    server.once('error', refused).listen(socketName(identity), () => {
      server.off('error', refused)
      resolve(true)
    })
  })

/** The process that holds the port, as it says; '' where it says nothing in time, null where there is none. */
function holder(identity: string): Promise<string | null> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(socketName(identity))
    const tell = () => {
      socket.destroy()
      resolve(text)
    }
    socket.setEncoding('utf8').setTimeout(answerMs, tell)
    socket.on('data', (chunk: string) => (text += chunk)).once('end', tell)
    socket.once('error', () => resolve(null))
  })
}

function named(holding: string | null): string {
  if (holding === String(pid)) return `this program itself (process ${holding})`
  return holding ? `another program of this kind (process ${holding})` : 'another program of this kind'
}
