import { DeviceError } from '../../../entities/errors.ts'
import { type Chip, chipInfoBuffer, chipInfoRequest, readChipInfo } from './layout.ts'
import { chipOpeningError, chipsThere, noChip } from './gpioErrors.ts'
import type { Kernel } from './kernel.ts'

/** The chips of the pins on a Raspberry Pi's header, by what their drivers call them: Pi 5, Pi 4, Pi 0 to 3. */
const boardLabels = ['pinctrl-rp1', 'pinctrl-bcm2711', 'pinctrl-bcm2835'] as const

/**
 * The chip of the board's own pins; `wanted` is its label or its device, null to find it. Their numbers change from one start to the
 * next, their labels do not. Throws a DeviceError that names the chips there are.
 */
export function findChip(kernel: Kernel, wanted: string | null): Chip {
  if (wanted?.startsWith('/')) return readChip(kernel, wanted)
  const all = listChips(kernel)
  if (wanted === null) return boardChip(all) ?? throwing(noChip())
  return all.find(({ label }) => label === wanted) ?? throwing(new DeviceError(`no GPIO chip has the label ${wanted}: ${chipsThere(all)}`))
}

/** That of a Raspberry Pi, else the one with the most lines. */
const boardChip = (chips: readonly Chip[]): Chip | undefined =>
  boardLabels.map((known) => chips.find(({ label }) => label === known)).find((chip) => chip !== undefined) ??
  chips.toSorted((a, b) => b.lines - a.lines)[0]

/** All that this program may use. Throws the DeviceError of the first where it may use none. */
function listChips(kernel: Kernel): Chip[] {
  const paths = kernel
    .list('/dev')
    .filter((name) => /^gpiochip\d+$/.test(name))
    .toSorted((a, b) => Number(a.slice(8)) - Number(b.slice(8)))
    .map((name) => `/dev/${name}`)
  const refusals: unknown[] = []
  const chips = paths.flatMap((path) => {
    try {
      return [readChip(kernel, path)]
    } catch (error) {
      refusals.push(error)
      return []
    }
  })
  if (chips.length === 0 && refusals.length > 0) throw refusals[0]
  // Raspberry Pi OS gives the chip of a Pi 5 a second name.
  return chips.filter(({ name }, at) => chips.findIndex((chip) => chip.name === name) === at)
}

function readChip(kernel: Kernel, path: string): Chip {
  try {
    const descriptor = kernel.open(path)
    try {
      const info = chipInfoBuffer()
      kernel.control(descriptor, chipInfoRequest, info)
      return { path, ...readChipInfo(info) }
    } finally {
      kernel.close(descriptor)
    }
  } catch (error) {
    throw chipOpeningError(path, error)
  }
}

function throwing(error: Error): never {
  throw error
}
