import { describe, expect, it } from 'vitest'
import { readArguments } from '../../src/cli/arguments.ts'

const read = (line: string) => readArguments(line.split(' ').filter(Boolean))

describe('the command line', () => {
  it('runs without a word, with the state beside the settings', () => {
    expect(read('--settings /etc/em/energy-monitor.yaml')).toEqual({
      command: 'run',
      settingsFile: '/etc/em/energy-monitor.yaml',
      stateFolder: '/etc/em/energy-monitor-state',
      logLevel: 'info',
      logFormat: 'text',
      demo: false,
      speed: 1,
      record: null,
    })
  })

  it('reads the demo’s speed', () => {
    expect(read('run --demo --speed 60')).toMatchObject({ demo: true, speed: 60 })
  })

  it('reads a scan with a change of address', () => {
    expect(read('scan /dev/ttyUSB0 --set-address 248 7')).toMatchObject({ port: '/dev/ttyUSB0', setAddress: { from: 248, to: 7 } })
  })

  it('reads a calibration, asking or at once', () => {
    expect(read('calibrate board oven')).toMatchObject({ device: 'board', channel: 'oven', point: null, write: false, json: false })
    const words = ['calibrate', 'board', 'oven', '--point', '8.71A heater', '--write', '--json']
    expect(readArguments(words)).toMatchObject({ command: 'calibrate', point: '8.71A heater', write: true, json: true })
  })

  it('reads which dial to draw', () => {
    expect(read('dial hall.power --settings em.yaml')).toMatchObject({
      command: 'dial',
      gauge: 'hall.power',
      demo: false,
      settingsFile: 'em.yaml',
    })
    expect(read('dial power --demo')).toMatchObject({ gauge: 'power', demo: true })
  })

  it.each([
    ['fly', 'there is no command fly: run, check, scan, calibrate and dial are the ones (--help tells more)'],
    ['calibrate', 'calibrate needs a device and one of its channels, such as board oven'],
    ['calibrate board', 'calibrate needs a device and one of its channels, such as board oven'],
    ['calibrate board oven fast', 'fast is one word too many (--help tells what is understood)'],
    ['calibrate board oven --write', '--write goes with --point: without it the figures are asked for'],
    ['calibrate board oven --json', '--json goes with --point: without it the figures are asked for'],
    [
      'calibrate board oven --point 8A --point 2kW',
      '--point is the load that is on now: all its figures go into one, such as "8.71A 2003W heater"',
    ],
    ['dial', 'dial needs a gauge, such as power, or its device too, such as hall.power'],
    ['dial power solar', 'solar is one word too many (--help tells what is understood)'],
    ['run fast', 'fast is one word too many (--help tells what is understood)'],
    ['--speed 60', '--speed goes with --demo: real devices keep real time'],
    ['--demo --speed 0', '--speed: found 0, allowed is 1 to 3600'],
    ['--demo --speed x', '--speed: found x, allowed is 1 to 3600'],
    ['--log-level loud', '--log-level: found loud, allowed is debug, info, warn, error'],
    ['scan', 'scan needs the port, such as /dev/serial/by-id/usb-… or tcp://192.168.1.20:4001'],
    ['scan /dev/x --set-address 1', '--set-address OLD NEW: found nothing, allowed is 1 to 247'],
    ['scan /dev/x --set-address 0 5', '--set-address OLD NEW: found 0, allowed is 1 to 248'],
    ['scan /dev/x --set-address 1 248', '--set-address OLD NEW: found 248, allowed is 1 to 247'],
    ['scan /dev/x --set-address 1 2 3', '3 is one word too many (--help tells what is understood)'],
    ['scan /dev/x 5', '5 is one word too many (--help tells what is understood)'],
  ])('refuses `%s` in a sentence', (line, sentence) => {
    expect(() => read(line)).toThrow(sentence)
  })

  it('refuses an option that it does not know', () => {
    expect(() => read('--sped 3')).toThrow(/--sped/)
  })
})
