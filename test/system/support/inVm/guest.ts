import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../waitFor.ts'

const udevd = '/lib/systemd/systemd-udevd'
// The machine's root is one to the first process too, not the one it began with.
const udevEnvironment = { ...process.env, SYSTEMD_IGNORE_CHROOT: '1' }

/** A folder of the prepared machine or of this run, which only exists inside the machine. */
export function guestFolder(name: 'GPIOVM' | 'GPIOVM_LEFT'): string {
  const folder = process.env[name]
  if (folder === undefined) throw new Error('this runs inside the test machine alone: see gpioVm.ts')
  return folder
}

/** Leaves what the test outside is to judge: `left(name)` there. */
export function leave(name: string, value: unknown): void {
  writeFileSync(join(guestFolder('GPIOVM_LEFT'), `${name}.json`), JSON.stringify(value))
}

export function loadModules(...names: readonly string[]): void {
  execFileSync('modprobe', ['--all', ...names])
}

/** A folder of configfs, in which the kernel's simulated devices are made by making folders. */
export function configFolder(name: 'gpio-sim' | 'usb_gadget'): string {
  const root = '/sys/kernel/config'
  if (!existsSync(join(root, name))) execFileSync('mount', ['-t', 'configfs', 'configfs', root])
  return join(root, name)
}

/** From now on devices get the names and links that they get on every Linux machine, such as /dev/serial/by-id. */
export async function startUdev(): Promise<void> {
  execFileSync(udevd, ['--daemon'], { stdio: 'ignore', env: udevEnvironment })
  await waitFor(() => execFileSync('udevadm', ['control', '--ping'], { env: udevEnvironment }).length === 0, 'udevd to answer')
}
