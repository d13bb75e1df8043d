#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { readArguments, usage, type Arguments } from './cli/arguments.ts'
import { ConfigError, DeviceError } from './entities/errors.ts'

// All that this program makes is small and short-lived: a nursery that stays small costs it nothing and saves some 20 MB (measured by `bench start`).
setFlagsFromString('--semi-space-growth-factor=1')

/** Exit codes: 0 asked to stop, 1 our fault or the device's, 2 settings or command line. */
async function main(): Promise<number> {
  try {
    return await perform(readArguments(process.argv.slice(2)))
  } catch (error) {
    const forUser = error instanceof ConfigError || error instanceof DeviceError
    process.stderr.write(`${forUser ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
    return error instanceof ConfigError ? 2 : 1
  }
}

/** Each command is loaded when it is needed. */
async function perform(args: Arguments): Promise<number> {
  switch (args.command) {
    case 'run':
      // A reload asked for before the program has started must not end it: the settings are about to be read anyway.
      process.on('SIGHUP', () => undefined)
      return (await import('./cli/run.ts')).run(args)
    case 'check':
      return (await import('./cli/check.ts')).check(args)
    case 'scan':
      return (await import('./cli/scan.ts')).scan(args)
    case 'calibrate':
      return (await import('./cli/calibrate.ts')).calibrate(args)
    case 'dial':
      return (await import('./cli/dial.ts')).dial(args)
    case 'version':
      process.stdout.write(`${(await import('./compose/version.ts')).version}\n`)
      return 0
    case 'help':
      process.stdout.write(usage)
      return 0
  }
}

process.exit(await main())
