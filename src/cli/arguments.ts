import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, sentence } from '../entities/errors.ts'
import { logLevels, type LogLevel } from '../runtime/pinoLog.ts'

/** What every command needs to know. */
interface Common {
  settingsFile: string
  stateFolder: string
  logLevel: LogLevel
  logFormat: 'text' | 'json'
}

export type Arguments =
  | (Common & { command: 'run'; demo: boolean; speed: number; record: string | null })
  | (Common & { command: 'check'; schema: boolean })
  | (Common & { command: 'scan'; port: string; record: string | null; setAddress: { from: number; to: number } | null; json: boolean })
  | (Common & { command: 'calibrate'; device: string; channel: string; point: string | null; write: boolean; json: boolean })
  | (Common & { command: 'dial'; gauge: string; demo: boolean })
  | { command: 'help' }
  | { command: 'version' }

/** What `run` needs to know. */
export type RunArguments = Extract<Arguments, { command: 'run' }>

export const usage = `energy-monitor [run]   drives the devices of the settings file and publishes them
energy-monitor check   tells what is wrong in the settings file, without starting
energy-monitor scan PORT   lists which addresses answer on an RS485 bus, and with what
energy-monitor calibrate DEVICE CHANNEL   fits a channel of a board to what a reference meter shows, and writes its factors
energy-monitor dial GAUGE   draws the face to print behind a needle, as SVG: energy-monitor dial power > power.svg

  --settings FILE      the settings (energy-monitor.yaml)
  --state FOLDER       where totals are kept (energy-monitor-state beside the settings)
  --log-level LEVEL    debug, info, warn or error (info)
  --log-format FORMAT  text or json (text)
run:
  --demo               a simulated house in place of the hardware
  --speed N            the demo's time runs N times as fast
  --record FILE        writes all bytes on the buses with their times
check:
  --schema             prints a JSON Schema of the settings for editors
scan:
  --set-address OLD NEW   gives the meter at OLD the address NEW; OLD 248 is the only meter on the bus, whatever its address
  --record FILE        writes all bytes on the bus with their times
  --json               one JSON object instead of text
calibrate:
  --point FIGURES      asks nothing: this is what the reference meter shows of the load that is on, such as "8.71A 2003W heater"
  --write              with --point: writes the factors into the settings
  --json               with --point: one JSON object instead of text
dial:
  --demo               a gauge of the demo
`

const options = {
  settings: { type: 'string' },
  state: { type: 'string' },
  'log-level': { type: 'string' },
  'log-format': { type: 'string' },
  demo: { type: 'boolean' },
  speed: { type: 'string' },
  record: { type: 'string' },
  schema: { type: 'boolean' },
  'set-address': { type: 'boolean' },
  json: { type: 'boolean' },
  point: { type: 'string', multiple: true },
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

type Values = ReturnType<typeof parsed>['values']

/** Reads the command line; rejects with a ConfigError of one sentence. */
export function readArguments(words: string[]): Arguments {
  const { values, positionals } = parsed(words)
  if (values.help) return { command: 'help' }
  if (values.version) return { command: 'version' }
  const [command = 'run', ...rest] = positionals
  return commanded(command, values, rest)
}

function commanded(command: string, values: Values, rest: string[]): Arguments {
  switch (command) {
    case 'run':
      noMore(rest)
      return { command, ...common(values), demo: values.demo ?? false, speed: speedOf(values), record: values.record ?? null }
    case 'check':
      noMore(rest)
      return { command, ...common(values), schema: values.schema ?? false }
    case 'scan':
      return { command, ...common(values), ...scanned(values, rest) }
    case 'calibrate':
      return { command, ...common(values), ...calibrated(values, rest) }
    case 'dial':
      return { command, ...common(values), gauge: gaugeOf(rest), demo: values.demo ?? false }
    default:
      throw new ConfigError(`there is no command ${command}: run, check, scan, calibrate and dial are the ones (--help tells more)`)
  }
}

function parsed(words: string[]) {
  try {
    return parseArgs({ args: words, allowPositionals: true, options })
  } catch (error) {
    throw new ConfigError(`${sentence(error)} (--help lists what there is)`)
  }
}

function common(values: Values): Common {
  const settingsFile = values.settings ?? process.env['ENERGY_MONITOR_SETTINGS'] ?? 'energy-monitor.yaml'
  const stateFolder = values.state ?? process.env['ENERGY_MONITOR_STATE'] ?? join(dirname(settingsFile), 'energy-monitor-state')
  const logLevel = oneOf('--log-level', values['log-level'] ?? 'info', logLevels)
  return { settingsFile, stateFolder, logLevel, logFormat: oneOf('--log-format', values['log-format'] ?? 'text', ['text', 'json']) }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value)
  if (found === undefined) throw new ConfigError(`${option}: found ${value}, allowed is ${allowed.join(', ')}`)
  return found
}

function speedOf(values: Values): number {
  const speed = Number(values.speed ?? 1)
  if (!(speed >= 1 && speed <= 3600)) throw new ConfigError(`--speed: found ${values.speed}, allowed is 1 to 3600`)
  if (speed !== 1 && !values.demo) throw new ConfigError('--speed goes with --demo: real devices keep real time')
  return speed
}

function scanned(values: Values, [port, ...addresses]: string[]) {
  if (port === undefined) throw new ConfigError('scan needs the port, such as /dev/serial/by-id/usb-… or tcp://192.168.1.20:4001')
  const setAddress = values['set-address'] ? addressPair(addresses) : null
  if (setAddress === null) noMore(addresses)
  return { port, record: values.record ?? null, setAddress, json: values.json ?? false }
}

function calibrated({ point: points = [], write = false, json = false }: Values, [device, channel, ...rest]: string[]) {
  if (device === undefined || channel === undefined)
    throw new ConfigError('calibrate needs a device and one of its channels, such as board oven')
  noMore(rest)
  const [point = null, second] = points
  if (second !== undefined)
    throw new ConfigError('--point is the load that is on now: all its figures go into one, such as "8.71A 2003W heater"')
  if (point === null && (write || json))
    throw new ConfigError(`${write ? '--write' : '--json'} goes with --point: without it the figures are asked for`)
  return { device, channel, point, write, json }
}

function gaugeOf([gauge, ...rest]: string[]): string {
  if (gauge === undefined) throw new ConfigError('dial needs a gauge, such as power, or its device too, such as hall.power')
  noMore(rest)
  return gauge
}

function addressPair([from, to, ...rest]: string[]) {
  noMore(rest)
  return { from: address(from, 248), to: address(to, 247) }
}

function address(text: string | undefined, highest: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= highest) return value
  throw new ConfigError(`--set-address OLD NEW: found ${text ?? 'nothing'}, allowed is 1 to ${highest}`)
}

function noMore([word]: string[]): void {
  if (word !== undefined) throw new ConfigError(`${word} is one word too many (--help tells what is understood)`)
}
