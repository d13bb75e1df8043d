import { existsSync } from 'node:fs'
import { SerialPort } from 'serialport'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAvailable } from '../../../tools/parts.mjs'
import { type PzemSlave, startPzemSlave } from './pzemSlave.ts'
import { waitFor } from './waitFor.ts'

/** A request to read the ten registers, and the reply of a real meter that showed the values below. */
const request = '01 04 00 00 00 0A 70 0D'
const reply = '01 04 14 08 D1 00 6C 00 00 00 F4 00 00 00 26 00 00 01 F4 00 64 00 00 51 34'
const values = { voltageV: 225.7, currentA: 0.108, powerW: 24.4, energyWh: 38, frequencyHz: 50, powerFactor: 1 }

function spaced(bytes: Buffer): string {
  return bytes
    .toString('hex')
    .toUpperCase()
    .replaceAll(/..(?=.)/g, '$& ')
}

/** Appends the CRC of the Modbus specification (polynomial A001, low byte first). */
function withCrc(frame: string): string {
  let crc = 0xffff
  for (const byte of Buffer.from(frame.replaceAll(' ', ''), 'hex')) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return `${frame} ${spaced(Buffer.from([crc & 0xff, crc >> 8]))}`
}

/** An open port that remembers what has come in since the last request. */
async function openLine(path: string) {
  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false })
  let bytes = Buffer.alloc(0)
  port.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
  })
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())))
  return {
    port,
    received: () => spaced(bytes),
    ask(frame: string): void {
      bytes = Buffer.alloc(0)
      port.write(Buffer.from(frame.replaceAll(' ', ''), 'hex'))
    },
  }
}

describe.skipIf(!isAvailable('pymodbus'))('the PZEM slave', () => {
  let slave: PzemSlave
  let line: Awaited<ReturnType<typeof openLine>>
  const ask = (frame: string): void => line.ask(frame)
  const answer = [() => line.received(), { interval: 5, timeout: 2_000 }] as const
  /** Asks and waits until the request has been understood. */
  const askInVain = async (frame: string): Promise<void> => {
    const { requests } = await slave.received()
    ask(frame)
    await waitFor(async () => (await slave.received()).requests > requests, 'the request to be understood')
  }

  beforeAll(async () => {
    slave = await startPzemSlave([1, 7])
    line = await openLine(slave.path)
    await slave.set(1, values)
  })
  afterAll(async () => {
    line?.port.destroy()
    await slave?.stop()
  })

  it("answers the datasheet's request byte for byte as a real meter does", async () => {
    ask(request)
    await expect.poll(...answer).toBe(reply)
    expect(withCrc(reply.slice(0, -6))).toBe(reply)
  })

  it('takes a new alarm threshold and reports the alarm', async () => {
    const lowThreshold = withCrc('01 06 00 01 00 18')
    ask(lowThreshold)
    await expect.poll(...answer).toBe(lowThreshold)
    expect(await slave.get(1)).toMatchObject({ alarmW: 24 })
    ask(withCrc('01 04 00 09 00 01'))
    await expect.poll(...answer).toBe(withCrc('01 04 02 FF FF'))
    ask('01 06 00 01 08 FC DF 8B')
    await expect.poll(...answer).toBe('01 06 00 01 08 FC DF 8B')
    ask(withCrc('01 03 00 01 00 02'))
    await expect.poll(...answer).toBe(withCrc('01 03 04 08 FC 00 01'))
  })

  it('resets the energy and echoes the request', async () => {
    ask('01 42 80 11')
    await expect.poll(...answer).toBe('01 42 80 11')
    expect(await slave.get(1)).toMatchObject({ energyWh: 0 })
    await slave.set(1, values)
  })

  it('takes a new address', async () => {
    ask('01 06 00 02 00 05 E8 09')
    await expect.poll(...answer).toBe('01 06 00 02 00 05 E8 09')
    expect(await slave.addresses()).toEqual([5, 7])
    const back = withCrc('05 06 00 02 00 01')
    ask(back)
    await expect.poll(...answer).toBe(back)
    expect(await slave.addresses()).toEqual([1, 7])
  })

  it.each([
    ['function', '01 01 00 00 00 01', '01 81 01'],
    ['register', '01 04 00 00 00 0B', '01 84 02'],
    ['value', '01 06 00 02 00 F8', '01 86 03'],
  ])('refuses a %s that a meter does not have', async (_what, asked, exception) => {
    ask(withCrc(asked))
    await expect.poll(...answer).toBe(withCrc(exception))
  })

  it('is silent for addresses of no meter, and for meters without mains', async () => {
    await askInVain(withCrc('02 04 00 00 00 0A'))
    await slave.power(7, false)
    await askInVain(withCrc('07 04 00 00 00 0A'))
    expect(line.received()).toBe('')
    await slave.power(7, true)
    ask(withCrc('07 04 00 00 00 01'))
    await expect.poll(...answer).toBe(withCrc('07 04 02 08 FC'))
  })

  it('answers to the general address when alone on the line', async () => {
    const whoIsThere = withCrc('F8 03 00 02 00 01')
    await askInVain(whoIsThere)
    expect(line.received()).toBe('')
    const alone = await startPzemSlave([9])
    const otherLine = await openLine(alone.path)
    otherLine.ask(whoIsThere)
    await expect.poll(otherLine.received).toBe(withCrc('F8 03 02 00 09'))
    otherLine.port.destroy()
    await alone.stop()
  })

  it('obeys the broadcast address without a word', async () => {
    await askInVain(withCrc('00 06 00 01 00 64'))
    expect(await slave.get(7)).toMatchObject({ alarmW: 100 })
    expect(line.received()).toBe('')
  })

  it('flips one bit of as many replies as told', async () => {
    await slave.fault({ fault: 'bitError', bit: 8 * 3 + 1 }, 2)
    for (const expected of [reply.replace('08 D1', '0A D1'), reply.replace('08 D1', '0A D1'), reply]) {
      ask(request)
      await expect.poll(...answer).toBe(expected)
    }
  })

  it('swallows a reply, of one meter only where told so', async () => {
    await slave.fault({ fault: 'silence' }, 1, 7)
    ask(request)
    await expect.poll(...answer).toBe(reply)
    await askInVain(withCrc('07 04 00 00 00 01'))
    expect(line.received()).toBe('')
    ask(withCrc('07 04 00 00 00 01'))
    await expect.poll(...answer).toBe(withCrc('07 04 02 08 FC'))
  })

  it('sends half a frame', async () => {
    await slave.fault({ fault: 'halfFrame' })
    ask(request)
    await expect.poll(...answer).toBe(reply.slice(0, 12 * 3 - 1))
  })

  it('replies late', async () => {
    await slave.fault({ fault: 'late', ms: 200 })
    const askedAt = performance.now()
    ask(request)
    await expect.poll(...answer).toBe(reply)
    expect(performance.now() - askedAt).toBeGreaterThan(195)
  })

  it("replies with another meter's address and a good CRC", async () => {
    await slave.fault({ fault: 'foreignReply', from: 7 })
    ask(request)
    await expect.poll(...answer).toBe(withCrc(reply.replace('01', '07').slice(0, -6)))
  })

  it('puts noise before a reply', async () => {
    await slave.fault({ fault: 'noise', hex: '00ff' })
    ask(request)
    await expect.poll(...answer).toBe(`00 FF ${reply}`)
  })

  it('forgets the faults that have not happened yet', async () => {
    await slave.fault({ fault: 'silence' }, 100)
    await slave.healthy()
    ask(request)
    await expect.poll(...answer).toBe(reply)
  })

  it('says what it was sent', async () => {
    ask(request)
    await expect.poll(...answer).toBe(reply)
    expect(spaced((await slave.received()).bytes)).toMatch(new RegExp(`${request}$`))
  })

  it('hangs up when pulled out, and comes back on another terminal under the same path', async () => {
    const closed = new Promise((resolve) => line.port.once('close', resolve))
    await slave.disconnect()
    await closed
    expect(existsSync(slave.path)).toBe(false)
    expect(await slave.reconnect()).toMatch(/^\/dev\/pts\//)
    line = await openLine(slave.path)
    ask(request)
    await expect.poll(...answer).toBe(reply)
  })

  it('refuses commands that make no sense', async () => {
    await expect(slave.get(99)).rejects.toThrow('no meter has the address 99')
  })
})
