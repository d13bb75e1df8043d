import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import { linuxByteLines } from '../../../src/hardware/linux/byteLines.ts'
import type { SerialMode } from '../../../src/hardware/ports.ts'

const mode: SerialMode = { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' }
const servers: Server[] = []

/** Something like ser2net: what it is told comes back. */
async function echoServer(): Promise<{ port: string; sockets: Socket[]; server: Server }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined).pipe(socket)
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: `tcp://127.0.0.1:${address.port}`, sockets, server }
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

describe('a line over TCP', () => {
  test('carries bytes both ways until it is closed', async () => {
    const { port, sockets } = await echoServer()
    const line = await linuxByteLines.open(port, mode)
    const heard = new Promise<Uint8Array>((resolve) => line.listen(resolve))
    await line.write(Uint8Array.of(1, 2, 3))
    expect([...(await heard)]).toEqual([1, 2, 3])
    await line.close()
    expect(await line.closed).toBeNull()
    await expect(line.write(Uint8Array.of(1))).rejects.toThrow(DeviceError)
    if (sockets[0]?.closed === false) await once(sockets[0], 'close')
  })

  test('is open once at a time, whoever wants it', async () => {
    const { port } = await echoServer()
    const line = await linuxByteLines.open(port, mode)
    await expect(linuxByteLines.open(port.replace('tcp:', 'TCP:'), mode)).rejects.toThrow('is in use by')
    await line.close()
    await (await linuxByteLines.open(port, mode)).close()
  })

  test('breaks when the other end goes, and is free then', async () => {
    const { port, sockets } = await echoServer()
    const line = await linuxByteLines.open(port, mode)
    const heard = new Promise((resolve) => line.listen(resolve))
    await line.write(Uint8Array.of(1))
    await heard
    sockets[0]?.resetAndDestroy()
    const error = await line.closed
    expect(error).toBeInstanceOf(DeviceError)
    expect(error?.message).toBe(`the connection to ${port} broke: read ECONNRESET`)
    await expect(line.write(Uint8Array.of(1))).rejects.toThrow(`${port} is closed`)
    await (await linuxByteLines.open(port, mode)).close()
  })

  test('says that nobody listens, and leaves the port free', async () => {
    const { port, server } = await echoServer()
    server.close()
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(linuxByteLines.open(port, mode)).rejects.toThrow(`${port} cannot be reached: nothing listens there, is ser2net running?`)
    }
  })
})

describe('the name of a line over TCP', () => {
  test.each([
    ['tcp://192.168.1.20:4001', 'tcp://192.168.1.20:4001'],
    ['tcp://Bridge.LAN:4001', 'tcp://bridge.lan:4001'],
    ['TCP://bridge.lan:04001/', 'tcp://bridge.lan:4001'],
    ['tcp://[fe80::1]:4001', 'tcp://[fe80::1]:4001'],
  ])('%s is the bus %s', async (port, identity) => expect(await linuxByteLines.identify(port)).toBe(identity))

  test.each(['tcp://bridge', 'tcp://:4001', 'tcp://bridge:99999', 'tcp:// :1'])('%s is none', async (port) => {
    await expect(linuxByteLines.identify(port)).rejects.toThrow('it is written tcp://host:port')
  })
})
