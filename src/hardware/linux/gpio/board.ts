import { accessSync, constants, readFileSync } from 'node:fs'

/** Labels by the device tree's name of the board's processor. */
const labels: readonly (readonly [processor: RegExp, label: string])[] = [
  [/^brcm,bcm2712$/, 'pinctrl-rp1'],
  [/^brcm,bcm2711$/, 'pinctrl-bcm2711'],
  [/^brcm,bcm283[567]$/, 'pinctrl-bcm2835'],
]

/** The label that the chip of this board has, by its device tree: for where the chip itself cannot be asked. Null: no Raspberry Pi. */
export function labelByDeviceTree(read: (path: string) => string = readText): string | null {
  const compatible = orEmpty(() => read('/proc/device-tree/compatible')).split('\0')
  return labels.find(([processor]) => compatible.some((name) => processor.test(name)))?.[1] ?? null
}

/** What pigpio wants; null: all of it is there. */
export function pigpioRefusal(read: (path: string) => string = readText, mayUse: (path: string) => boolean = isUsable): string | null {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(orEmpty(() => read('/proc/self/status')))?.[1] ?? '0'
  const rawInputOutput = 1n << 17n // CAP_SYS_RAWIO
  if (mayUse('/dev/mem') && (BigInt(`0x${effective}`) & rawInputOutput) !== 0n) return null
  return 'pigpio needs /dev/mem and the capability SYS_RAWIO: run the program as root, or reinstall the app, on a Pi up to the 4'
}

/** Why pigpio cannot tell edges, which come through a pipe for each pin; null: it can. An app of Home Assistant sees /dev, but may not write to it. */
export const pigpioInputRefusal = (mayUse: (path: string) => boolean = isUsable): string | null =>
  mayUse('/dev') ? null : 'pigpio cannot make its pipes in /dev: use backend: character-device for inputs'

const readText = (path: string) => readFileSync(path, 'utf8')

function orEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
