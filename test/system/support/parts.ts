import type { IClientOptions } from 'mqtt'
import type { TestContext } from 'vitest'
import { type MosquittoOptions, startMosquitto } from './mosquitto.ts'
import { startObserver } from './observer.ts'
import { type ProgramOptions, startProgram } from './program.ts'
import { startPzemSlave } from './pzemSlave.ts'
import { emulatedSpi, type EmulatedSpiOptions } from './spidev/emulatedSpi.ts'
import { smallDisk } from './smallDisk.ts'
import { hangingPort, serveSerial } from './serialServer.ts'

export type Parts = ReturnType<typeof partsOf>

/** Real parts that end with their test. What a program has printed is shown where its test fails. */
export function partsOf({ onTestFinished, onTestFailed }: Pick<TestContext, 'onTestFinished' | 'onTestFailed'>) {
  async function kept<T>(starting: Promise<T>, end: (part: T) => Promise<unknown>): Promise<T> {
    const part = await starting
    onTestFinished(async () => void (await end(part)))
    return part
  }
  return {
    mosquitto: (options?: MosquittoOptions) => kept(startMosquitto(options), (broker) => broker.stop()),
    meters: (...addresses: number[]) => kept(startPzemSlave(addresses), (slave) => slave.stop()),
    observer: (url: string, node?: string, login?: IClientOptions) => kept(startObserver(url, node, login), (observer) => observer.close()),
    serialServer: (path: string) => kept(serveSerial(path), (server) => server.close()),
    hangingPort: () => kept(hangingPort(), (port) => port.close()),
    spi: (options: EmulatedSpiOptions) => kept(emulatedSpi(options), (spi) => spi.stop()),
    smallDisk: () => kept(smallDisk(), (disk) => disk.remove()),
    async program(options: ProgramOptions) {
      const program = await kept(startProgram(options), (started) => started.remove())
      onTestFailed(() => void process.stderr.write(`--- the program printed:\n${program.output()}---\n`))
      return program
    },
  }
}
