import { renameSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * The folder that umockdev's preload library puts before paths in /dev and /sys (its environment variable UMOCKDEV_DIR): a file there stands for the
 * device, and a socket of its name in ioctl/ is asked at every ioctl. Everything in /sys comes from here; of /dev what is not here is the machine's.
 */
export const testbed = (folder: string) => ({
  nodeFile: (device: string): string => join(folder, device),
  /** A socket's path has at most 107 characters. */
  socketFile: (device: string): string => join(folder, 'ioctl', device),

  async layOut(devices: readonly string[], bufsiz: number): Promise<void> {
    const parameter = join(folder, 'sys/module/spidev/parameters/bufsiz')
    await mkdir(dirname(parameter), { recursive: true })
    await writeFile(parameter, `${bufsiz}\n`)
    for (const device of devices) {
      await mkdir(dirname(this.nodeFile(device)), { recursive: true })
      await mkdir(dirname(this.socketFile(device)), { recursive: true })
      await writeFile(this.nodeFile(device), '')
    }
  },
  /** A socket renamed goes on listening. Whoever finds the device finds the socket: that goes last and comes first. */
  hide(device: string): void {
    for (const file of [this.nodeFile(device), this.socketFile(device)]) renameSync(file, `${file}.away`)
  },
  show(device: string): void {
    for (const file of [this.socketFile(device), this.nodeFile(device)]) renameSync(`${file}.away`, file)
  },
})

const preloadLibrary = 'libumockdev-preload.so.0'

/** The environment for a program that shall find the devices. Its children inherit it. */
export const environmentOf = (folder: string): Readonly<Record<string, string>> => ({
  UMOCKDEV_DIR: folder,
  LD_PRELOAD: [preloadLibrary, process.env['LD_PRELOAD']].filter(Boolean).join(':'),
})
