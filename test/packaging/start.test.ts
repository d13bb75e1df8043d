import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Container } from './addon.ts'

/** A program that tells how it was started, and ends. */
const telling = `
const broker = Object.entries(process.env).filter(([name]) => name.startsWith('ENERGY_MONITOR_MQTT'))
process.stdout.write(JSON.stringify({ words: process.argv.slice(2), self: process.argv[1], broker: Object.fromEntries(broker) }) + '\\n')
`
const told = z.object({ words: z.array(z.string()), self: z.string(), broker: z.record(z.string(), z.string()) })

/** A program that runs until its child has answered a command, and says what the child was told. */
const commanding = `
const words = process.argv.slice(2)
if (words[0] === 'run') setTimeout(() => undefined, 400)
else process.stdout.write('command ' + words.join(' ') + ' in ' + process.env.ENERGY_MONITOR_STATE + '\\n')
`

const supervised = { SUPERVISOR_TOKEN: 'token' }
const defaults = 'the defaults'

describe('the start of the app', () => {
  let container: Container
  afterEach(() => container.remove())

  async function startWith(options: string | null, environment: Record<string, string> = supervised) {
    container = new Container(telling)
    if (options !== null) container.options(options)
    const { code, output, errors } = await container.run('start.mjs', { environment })
    expect(code).toBe(0)
    return { ...told.parse(JSON.parse(output)), errors }
  }

  it("hands the app's options to the program", async () => {
    const { words, broker, errors } = await startWith(
      '{"log_level":"debug","demo":true,"broker":{"url":"mqtts://broker.lan","username":"u"}}',
    )
    expect(words).toEqual(['run', '--log-level', 'debug', '--demo'])
    expect(broker).toEqual({ ENERGY_MONITOR_MQTT_URL: 'mqtts://broker.lan', ENERGY_MONITOR_MQTT_USERNAME: 'u' })
    expect(errors).toBe('')
  })

  it('hands the password on without showing it, even where the rest is wrong', async () => {
    const { words, broker, errors } = await startWith('{"log_level":"loud","demo":1,"broker":{"url":3,"password":"hush"}}')
    expect(broker).toEqual({ ENERGY_MONITOR_MQTT_PASSWORD: 'hush' })
    expect(words.join(' ') + errors).not.toContain('hush')
    expect(errors).toContain('option log_level: found "loud", allowed is debug, info, warn, error')
    expect(errors).toContain('option broker: url is no text')
    expect(words).toEqual(['run'])
  })

  it('leaves a broker out that was left empty', async () => {
    expect((await startWith('{"log_level":"info","demo":false,"broker":{}}')).broker).toEqual({})
    container.remove()
    expect((await startWith('{"broker":{"url":"","password":""}}')).broker).toEqual({})
  })

  it.each([
    ['missing', null],
    ['cut short', '{"log_level":'],
    ['no object', '[1]'],
    ['empty', ''],
  ])('says in a sentence that the options are %s, and starts with the defaults', async (_, options) => {
    const { words, errors } = await startWith(options)
    expect(words).toEqual(['run'])
    expect(errors).toContain(defaults)
    expect(errors.trim().split('\n')).toHaveLength(1)
  })

  it('does not repeat the content of options that cannot be read: there may be a password in it', async () => {
    const { errors } = await startWith('{"broker":{"password":hush}}')
    expect(errors).not.toContain('hush')
  })

  it("hands on the container's own words where there is no Supervisor", async () => {
    container = new Container(telling)
    const { output, errors } = await container.run('start.mjs', { words: ['scan', '/dev/ttyUSB0'] })
    expect(told.parse(JSON.parse(output)).words).toEqual(['scan', '/dev/ttyUSB0'])
    expect(errors).toBe('')
  })

  it('becomes the program: one process, which a signal reaches', async () => {
    container = new Container(
      "process.on('SIGTERM', () => process.exit(7)); setTimeout(() => undefined, 9e3); process.kill(process.pid, 'SIGTERM')",
    )
    expect((await container.run('start.mjs', { environment: supervised })).code).toBe(7)
  })

  it('ends when the program has ended, although more commands could come', async () => {
    const { self } = await startWith('{}')
    expect(self).toBe(`${container.folder}/dist/main.js`)
  })
})

describe('a command from Home Assistant', () => {
  let container: Container
  afterEach(() => container.remove())

  async function send(input: string) {
    container = new Container(commanding)
    container.options('{}')
    return container.run('start.mjs', { environment: supervised, input })
  }

  it.each([
    ['a JSON string, as the action sends it', '"scan /dev/ttyUSB0 --set-address 1 5"\n'],
    ['plain text, as a terminal sends it', '  scan  /dev/ttyUSB0 --set-address 1 5\n'],
  ])('runs beside the program: %s', async (_, input) => {
    const { output } = await send(input)
    expect(output).toBe(`command scan /dev/ttyUSB0 --set-address 1 5 in ${container.data}\n`)
  })

  it.each([
    ['a JSON string', String.raw`"calibrate board oven --point \"8.71A heater\""` + '\n'],
    ['plain text', "calibrate board oven --point '8.71A heater'\n"],
  ])('keeps words in quotes together: %s', async (_, input) => {
    container = new Container(
      "if (process.argv[2] === 'run') setTimeout(() => undefined, 400); else console.log(JSON.stringify(process.argv.slice(2)))",
    )
    container.options('{}')
    const { output } = await container.run('start.mjs', { environment: supervised, input })
    expect(JSON.parse(output)).toEqual(['calibrate', 'board', 'oven', '--point', '8.71A heater'])
  })

  it('is one of those that the app knows: another starts nothing', async () => {
    const { output, errors } = await send('"run --demo"\n\n"rm -rf /"\n{"command":"scan"}\n')
    expect(output).toBe('')
    expect(errors.trim().split('\n')).toHaveLength(3)
    expect(errors).toContain('"run" is no command of the app: scan, check and calibrate are')
  })
})
