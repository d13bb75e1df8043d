// A program that uses spi-device, for the test of the emulated device: obeys lines of JSON on its standard input, and answers each with one line.
//   {do: 'open', bus, device, options?}                      opens it, for mode 0 and 1 MHz unless spi-device's options say otherwise
//   {do: 'close', bus, device}
//   {do: 'transfer', bus, device, frames: [[...], ...], change?}   one message: a transfer for each frame
//   {do: 'stream', bus, device, batch, seconds, underWay, speedHz?}    as many messages as possible, so many of them handed over at once; one more is decoded
//   {do: 'read', path}                                       text of a file
//   {do: 'mqtt', url}                                        sends itself a message through the broker
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import mqtt from 'mqtt'
import spi from 'spi-device'

const devices = new Map()
const nowUs = () => Number(process.hrtime.bigint()) / 1e3
const frameOf = (channel) => [6 | (channel >> 2), (channel & 3) << 6, 0]
const messageOf = (frames, { change, speedHz = 1_000_000 } = {}) =>
  frames.map((frame, index) => ({
    sendBuffer: Buffer.from(frame),
    receiveBuffer: Buffer.alloc(frame.length),
    byteLength: frame.length,
    speedHz,
    chipSelectChange: change?.[index] ?? index < frames.length - 1,
  }))

const commands = {
  open({ bus, device, options }) {
    devices.set(`${bus}.${device}`, spi.openSync(bus, device, { mode: spi.MODE0, maxSpeedHz: 1_000_000, ...options }))
  },
  close({ bus, device }) {
    devices.get(`${bus}.${device}`).closeSync()
  },
  transfer({ bus, device, frames, change }) {
    const message = messageOf(frames, { change })
    const beganUs = nowUs()
    devices.get(`${bus}.${device}`).transferSync(message)
    return { beganUs, endedUs: nowUs(), received: message.map(({ receiveBuffer }) => Array.from(receiveBuffer)) }
  },
  async stream({ bus, device, batch, seconds, underWay, speedHz }) {
    const opened = devices.get(`${bus}.${device}`)
    const frames = Array.from({ length: batch }, (_, index) => frameOf(index % 8))
    const spare = Array.from({ length: underWay + 1 }, () => messageOf(frames, { speedHz }))
    const beganUs = nowUs()
    let [conversions, sum, left] = [0, 0, underWay]
    await new Promise((resolve, reject) => {
      const next = () => {
        const message = spare.pop()
        opened.transfer(message, (error) => {
          if (error) return reject(error)
          const goesOn = nowUs() < beganUs + seconds * 1e6
          if (goesOn) next()
          for (const { receiveBuffer } of message) sum += ((receiveBuffer[1] & 15) << 8) | receiveBuffer[2]
          conversions += batch
          spare.push(message)
          if (!goesOn && --left === 0) resolve()
        })
      }
      for (let started = 0; started < underWay; started++) next()
    })
    return { conversions, seconds: (nowUs() - beganUs) / 1e6, mean: sum / conversions }
  },
  read: ({ path }) => ({ text: readFileSync(path, 'utf8') }),
  async mqtt({ url }) {
    const client = await mqtt.connectAsync(url)
    await client.subscribeAsync('echo')
    const echoed = new Promise((resolve) => client.once('message', (_topic, payload) => resolve(payload.toString())))
    await client.publishAsync('echo', 'heard', { qos: 1 })
    const text = await echoed
    await client.endAsync()
    return { text }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  try {
    console.log(JSON.stringify({ ok: true, ...(await commands[command.do](command)) }))
  } catch (error) {
    console.log(JSON.stringify({ ok: false, code: error.code || error.message }))
  }
}
