import { machineLines } from '../compose/lines.ts'
import { realPorts } from '../compose/real.ts'
import { performScan, scanProgress, scanResult, type ScanRequest, type ScanResult } from '../compose/scanning.ts'
import { ConfigError } from '../entities/errors.ts'
import { systemClock } from '../runtime/clock.ts'
import { askProgram, controlSocket } from '../runtime/control.ts'
import { pinoLog } from '../runtime/pinoLog.ts'
import type { Arguments } from './arguments.ts'
import { progressBar } from './progressBar.ts'

type ScanArguments = Extract<Arguments, { command: 'scan' }>
type Progress = (step: { address: number }) => void

const addresses = 247

/** Lists what answers on a bus, or changes an address; the program that runs on the state folder is asked to do it, where there is one. The exit code. */
export async function scan(args: ScanArguments): Promise<number> {
  const request: ScanRequest = { command: 'scan', port: args.port, setAddress: args.setAddress }
  const bar = progressBar(process.stderr, addresses)
  const progress: Progress = ({ address }) => bar.show(address, `address ${address}`)
  try {
    const result = (await asked(args, request, progress)) ?? (await scannedHere(args, request, progress))
    bar.end()
    process.stdout.write(args.json ? `${JSON.stringify(result)}\n` : told(args, result))
    return 0
  } finally {
    bar.end()
  }
}

/** undefined where no program runs. */
async function asked(args: ScanArguments, request: ScanRequest, progress: Progress): Promise<ScanResult | undefined> {
  const reply = await askProgram(controlSocket(args.stateFolder), request, (step) => progress(scanProgress.parse(step)))
  if (reply === undefined) return undefined
  if (args.record !== null) throw new ConfigError('the running program owns its buses: start it with --record FILE to record them')
  return scanResult.parse(reply.result)
}

async function scannedHere(args: ScanArguments, request: ScanRequest, progress: Progress): Promise<ScanResult> {
  const clock = systemClock()
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort(new ConfigError('stopped')))
  const log = pinoLog(args.logLevel, args.logFormat)
  const { modbus } = realPorts(machineLines(args.record, clock, log), clock, log)
  try {
    return await performScan({ buses: modbus, port: args.port, signal: stop.signal }, request, progress)
  } finally {
    stop.abort()
  }
}

function told({ port, setAddress }: ScanArguments, result: ScanResult): string {
  if (setAddress !== null)
    return `the meter on ${port} answers at address ${setAddress.to} now: write \`address: ${setAddress.to}\` into the settings\n`
  if (result.length === 0) return `nothing answers on ${port}: the meters need mains voltage to answer; check the wires A and B too\n`
  return result.map((found) => `${String(found.address).padStart(3)}  ${'problem' in found ? found.problem : values(found)}\n`).join('')
}

type Measured = Extract<ScanResult[number], { measurement: unknown }>

function values({ measurement, alarmThresholdW }: Measured): string {
  const { voltageV, currentA, powerW, energyWh, frequencyHz, powerFactor } = measurement
  const alarm = alarmThresholdW === null ? '' : `, alarm at ${alarmThresholdW} W`
  return `${voltageV} V, ${currentA} A, ${powerW} W, ${energyWh / 1000} kWh, ${frequencyHz} Hz, power factor ${powerFactor}${alarm}`
}
