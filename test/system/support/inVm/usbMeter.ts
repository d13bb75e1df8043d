import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, constants, openSync, realpathSync } from 'node:fs'
import { type PzemSlave, startPzemSlave } from '../pzemSlave.ts'
import { startUdev } from './guest.ts'
import { usbAdapter } from './usbAdapter.ts'

/** A PZEM-016 behind a USB serial adapter: pymodbus at the far end of a real USB port. */
export interface UsbMeter {
  /** The adapter's path by its id, whether it is plugged or not. */
  readonly port: string
  /** It has mains all the time, and answers while the adapter is plugged. */
  readonly slave: PzemSlave
  /** Resolves with the name that the adapter has got, another one each time. */
  readonly plug: () => Promise<string>
  readonly unplug: () => Promise<void>
  readonly end: () => Promise<void>
}

/** Not plugged yet. */
export async function startUsbMeter(): Promise<UsbMeter> {
  await startUdev()
  const usb = usbAdapter({ manufacturer: 'Test', product: 'Adapter', serialNumber: 'M1' })
  const slave = await startPzemSlave([1])
  let wires: readonly ChildProcess[] = []
  const cut = () => wires.forEach((child) => child.kill('SIGKILL'))
  return {
    port: usb.byId,
    slave,
    async plug() {
      await usb.plug()
      // The terminal forgets it when it hangs up.
      execFileSync('stty', ['-F', usb.deviceEnd, 'raw', '-echo'])
      wires = [carry(usb.deviceEnd, slave.path), carry(slave.path, usb.deviceEnd)]
      return realpathSync(usb.byId)
    },
    async unplug() {
      cut()
      // While someone has it open, its name is not given again.
      openSync(usb.byId, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
      await usb.unplug()
    },
    async end() {
      cut()
      await slave.stop()
    },
  }
}

/** Carries bytes from one terminal to another. */
function carry(from: string, to: string): ChildProcess {
  const [input, output] = [openSync(from, 'r'), openSync(to, 'w')]
  const child = spawn('cat', { stdio: [input, output, 'ignore'] })
  for (const descriptor of [input, output]) closeSync(descriptor)
  return child
}
