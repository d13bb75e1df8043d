import { mcp3208 } from '../../../../src/drivers/mcp3208/mcp3208.ts'
import { mcp3208Settings } from '../../../../src/drivers/mcp3208/settings.ts'
import { pzem } from '../../../../src/drivers/pzem/pzem.ts'
import type { Choices } from '../../../../src/settings/deviceSchema.ts'
import { loadSettings } from '../../../../src/settings/load.ts'

export const choices: Choices = { drivers: [mcp3208, pzem], circuits: ['grid'] }

/** A file with one board; these lines are its fourth and the following ones, from the fifth column on. */
export const boardText = (...lines: readonly string[]) =>
  ['devices:', '  board:', '    driver: mcp3208', ...lines.map((line) => `    ${line}`), ''].join('\n')

export const load = (text: string, env: Record<string, string> = {}) => loadSettings({ text, file: 'em.yaml', env, ...choices })

/** What is said of a board of these lines, without the file's name and the device. */
export const said = (lines: readonly string[], env: Record<string, string> = {}) =>
  load(boardText(...lines), env).mistakes.map(({ sentence }) => sentence.replace('em.yaml:', '').replace('devices.board.', ''))

/** Lines of a board, and the sentence or sentences of them. */
export type Row = readonly [lines: readonly string[], sentences: string | readonly string[]]

export const spi = 'spi: /dev/spidev0.0'
export const l1 = 'voltages: { l1: { channel: 0, calibration: 268.97 } }'
/** A board with one current, whose channel is 1. */
export const oven = (keys: string) => [spi, l1, `currents: { oven: { channel: 1, ${keys} } }`]

export const idAllowed = '1 to 64 lower-case letters, digits and underscores, with no underscore first or last'

/** What the schema makes of a board's keys. */
export const board = (own: Readonly<Record<string, unknown>>) => mcp3208Settings.parse({ spi: '/dev/spidev0.0', ...own })
