import { readFileSync } from 'node:fs'

const logLevels = ['debug', 'info', 'warn', 'error']

/**
 * What the app's options say to the program: arguments of `energy-monitor run`, environment variables, and one sentence for each
 * option that could not be used (the default is taken then). The password goes to the environment only.
 *
 * @param {string} file the Supervisor's options.json
 * @returns {{ words: string[], environment: Record<string, string>, complaints: string[] }}
 */
export function programOptions(file) {
  const { options, complaints } = readOptions(file)
  const words = []
  const level = oneOf('log_level', options.log_level, logLevels, complaints)
  if (level !== undefined) words.push('--log-level', level)
  if (options.demo === true) words.push('--demo')
  return { words, environment: brokerEnvironment(options.broker, complaints), complaints }
}

function readOptions(file) {
  try {
    const options = JSON.parse(readFileSync(file, 'utf8'))
    if (isRecord(options)) return { options, complaints: [] }
    return { options: {}, complaints: [`${file} holds no options: the defaults are used`] }
  } catch (error) {
    const reason = error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code ?? 'no valid JSON'})`
    return { options: {}, complaints: [`${file} ${reason}: the defaults of the app's options are used`] }
  }
}

function oneOf(name, value, allowed, complaints) {
  if (value === undefined || allowed.includes(value)) return value
  complaints.push(`option ${name}: found ${JSON.stringify(value)}, allowed is ${allowed.join(', ')}: the default is used`)
  return undefined
}

function brokerEnvironment(broker, complaints) {
  if (broker === undefined) return {}
  if (!isRecord(broker)) {
    complaints.push('option broker: url, username and password were expected: it is ignored')
    return {}
  }
  const environment = {}
  for (const name of ['url', 'username', 'password']) {
    const value = broker[name]
    if (typeof value === 'string' && value !== '') environment[`ENERGY_MONITOR_MQTT_${name.toUpperCase()}`] = value
    else if (value !== undefined && value !== '') complaints.push(`option broker: ${name} is no text: it is ignored`)
  }
  return environment
}

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
