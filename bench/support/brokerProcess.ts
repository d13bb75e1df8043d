import { createServer } from 'node:net'
import { Aedes } from 'aedes'

// A broker in a process of its own, so that its time and memory do not count as ours. Prints its port.
const aedes = await Aedes.createBroker()
const server = createServer(aedes.handle).listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})
