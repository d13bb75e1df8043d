/**
 * Emulates the devices of one SPI bus, in a process of its own: `server.ts START` (see commands.ts). It blocks while a message is on the bus, so that
 * its ioctl ends in time to some microseconds. It prints a first answer when it listens, and ends with its standard input.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { argv, exit, stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline'
import type { z } from 'zod'
import { callerOn } from './caller.ts'
import { type Answer, commandSchema, startSchema } from './commands.ts'
import type { chipSchema } from './mcp3208.ts'
import { type Spidev, spidev } from './spidev.ts'
import { testbed } from './testbed.ts'

type Changes = Extract<z.infer<typeof commandSchema>, { do: 'set' }>['chip']

interface Served {
  readonly device: Spidev
  chip: z.infer<typeof chipSchema>
  isPlugged: boolean
}

const start = startSchema.parse(JSON.parse(argv[2] ?? ''))
const bed = testbed(start.folder)
const bus = { endUs: 0 }
const served = new Map<string, Served>()

for (const name of start.devices) {
  const device = spidev(bus, start.options)
  served.set(name, { device, chip: { channels: {}, fault: null, stuckChannel: null }, isPlugged: true })
  // A file that was closed is over, and what else goes wrong is a mistake of ours: it ends the server.
  const server = createServer((socket) => void device.serve(callerOn(socket)))
  await once(server.listen(bed.socketFile(name)), 'listening')
}

const answer = (given: Answer): void => void stdout.write(`${JSON.stringify(given)}\n`)

createInterface({ input: stdin })
  .on('line', (line) => {
    try {
      answer({ ok: true, value: obey(line) ?? null })
    } catch (error) {
      answer({ ok: false, error: String(error) })
    }
  })
  .on('close', () => exit(0))
answer({ ok: true, value: null })

function obey(line: string): unknown {
  const command = commandSchema.parse(JSON.parse(line))
  const one = served.get(command.device)
  if (one === undefined) throw new Error(`there is no ${command.device} here`)
  switch (command.do) {
    case 'set':
      one.chip = { ...one.chip, ...defined(command.chip), channels: { ...one.chip.channels, ...command.chip.channels } }
      return one.device.chip.become(one.chip)
    case 'seen':
      return one.device.recorder.seen()
    case 'forget':
      return one.device.recorder.forget()
    case 'unplug':
      if (one.isPlugged) bed.hide(command.device)
      one.isPlugged = false
      return one.device.unplug(command.error)
    case 'plug':
      if (!one.isPlugged) bed.show(command.device)
      one.isPlugged = true
      return null
  }
}

/** What a JSON line leaves out changes nothing. */
const defined = ({ fault, stuckChannel }: Changes): Partial<Served['chip']> => ({
  ...(fault !== undefined && { fault }),
  ...(stuckChannel !== undefined && { stuckChannel }),
})
