import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configFolder, loadModules } from './guest.ts'

export type Level = 0 | 1

/** A GPIO chip of the kernel's module gpio-sim: a real character device whose lines a test moves. */
export interface SimulatedChip {
  /** The character device. */
  readonly path: string
  /** The folder in /sys/devices/platform where the lines are moved. */
  readonly folder: string
  /** Moves an input, as what is wired to it does. A bias that a program asks for moves it too. */
  pull(offset: number, level: Level): void
  /** What the line carries: what an input is pulled to, what an output drives. */
  level(offset: number): Level
  /** Takes the chip out, also from under a program that uses it. `raiseChip` with the same label brings it back, all lines low. */
  remove(): void
}

/** The label is what the driver of a board gives its chip: pinctrl-rp1, pinctrl-bcm2711, pinctrl-bcm2835. */
export function raiseChip({ label, lines }: { readonly label: string; readonly lines: number }): SimulatedChip {
  loadModules('gpio-sim')
  const device = join(configFolder('gpio-sim'), label)
  const bank = join(device, 'bank0')
  mkdirSync(bank, { recursive: true })
  writeFileSync(join(bank, 'num_lines'), String(lines))
  writeFileSync(join(bank, 'label'), label)
  writeFileSync(join(device, 'live'), '1')
  const chip = readWord(join(bank, 'chip_name'))
  const folder = join('/sys/devices/platform', readWord(join(device, 'dev_name')), chip)
  const line = (offset: number, file: 'pull' | 'value') => join(folder, `sim_gpio${offset}`, file)
  return {
    path: `/dev/${chip}`,
    folder,
    pull: (offset, level) => writeFileSync(line(offset, 'pull'), level === 1 ? 'pull-up' : 'pull-down'),
    level: (offset) => (readWord(line(offset, 'value')) === '1' ? 1 : 0),
    remove() {
      writeFileSync(join(device, 'live'), '0')
      rmdirSync(bank)
      rmdirSync(device)
    },
  }
}

const readWord = (path: string) => readFileSync(path, 'utf8').trim()
