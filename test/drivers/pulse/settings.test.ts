import { describe, expect, it } from 'vitest'
import { pulse } from '../../../src/drivers/pulse/pulse.ts'
import { pulseSettings } from '../../../src/drivers/pulse/settings.ts'
import { loadSettings } from '../../../src/settings/load.ts'

const load = (...meters: string[]) => {
  const devices = meters.map((keys, place) => `  meter_${place + 1}: { driver: pulse, ${keys} }\n`)
  return loadSettings({ text: `devices:\n${devices.join('')}`, file: '', env: {}, drivers: [pulse], circuits: ['grid'] })
}

/** Without the place in the file. */
const sentences = (...meters: string[]) =>
  load(...meters).mistakes.map(({ sentence }) => sentence.replace(/^:\d+:\d+: devices\.meter_(?:1\.)?/, ''))

const time = '(a number with its unit: us or ms)'
const anyRate = 'imp/kWh or Wh/imp for electricity, l/imp, m³/imp, imp/l or imp/m³ for water and gas, such as 1000imp/kWh or 10l/imp'
const electricity = 'imp/kWh or Wh/imp as it is printed on the meter, such as 1000imp/kWh'
const volume = 'l/imp, m³/imp, imp/l or imp/m³ as it is printed on the meter, such as 10l/imp'

describe('the settings of a pulse meter', () => {
  it('say what a pulse is, and have a default for nearly all else', () => {
    expect(pulseSettings.parse({ pin: 17, rate: '1000imp/kWh' })).toEqual({
      measures: 'electricity',
      inputs: [{ pin: 17, way: 'only', perPulse: { text: '1000imp/kWh', unit: 'kWh', amount: 0.001 } }],
      bias: 'up',
      activeLevel: 0,
      widthUs: 5_000,
      gapUs: 5_000,
      steadyUs: 0,
      maxRate: 50_000,
      timeoutMs: 600_000,
      stuckAfterMs: 3_600_000,
    })
  })

  it.each([
    ['800 imp/kWh', 1 / 800],
    ['0.5Wh/imp', 0.0005],
    ['75imp/kWh', 1 / 75],
  ])('take %s of electricity', (rate, kWh) => {
    expect(pulseSettings.parse({ pin: 0, rate }).inputs[0]?.perPulse.amount).toBe(kWh)
  })

  it.each([
    ['10l/imp', 0.01],
    ['0.5 L/imp', 0.0005],
    ['0.01m³/imp', 0.01],
    ['0.1 m3/imp', 0.1],
    ['100imp/m³', 0.01],
    ['100imp/m3', 0.01],
    ['2imp/l', 0.0005],
    ['2imp/L', 0.0005],
  ])('take %s of water and gas', (rate, cubicMetres) => {
    for (const measures of ['water', 'gas'])
      expect(pulseSettings.parse({ measures, pin: 27, rate }).inputs[0]?.perPulse.amount).toBeCloseTo(cubicMetres, 12)
  })

  it('give each way of an electricity meter its input, with the rate of the first where it has none of its own', () => {
    const inputs = (out: object) => pulseSettings.parse({ pin: 17, rate: '1000imp/kWh', export: { pin: 27, ...out } }).inputs
    expect(inputs({})).toMatchObject([
      { pin: 17, way: 'import', perPulse: { amount: 0.001 } },
      { pin: 27, way: 'export', perPulse: { amount: 0.001 } },
    ])
    expect(inputs({ rate: '10Wh/imp' })[1]?.perPulse.amount).toBe(0.01)
  })

  it.each([
    [{}, 0],
    [{ bias: 'up' }, 0],
    [{ bias: 'down' }, 1],
    [{ bias: 'none' }, 1],
    [{ active: 'high' }, 1],
    [{ bias: 'down', active: 'low' }, 0],
  ])('take a pulse with %j as the level %d', (keys, level) => {
    expect(pulseSettings.parse({ pin: 17, rate: '1000imp/kWh', ...keys }).activeLevel).toBe(level)
  })

  it.each([
    [{ measures: 'electricity', rate: '1000imp/kWh', max_power: '43kW' }, 43_000, 3_600_000],
    [{ measures: 'water', rate: '1l/imp' }, 10_000 / 60, null],
    [{ measures: 'water', rate: '1l/imp', max_flow: '60L/min' }, 60, null],
    [{ measures: 'gas', rate: '10l/imp' }, 10, null],
    [{ measures: 'gas', rate: '10l/imp', max_flow: '1000l/h', stuck_after: '2h' }, 1, 7_200_000],
  ])('with %j allow as much as %d, and a pulse as long as %j ms', (keys, maxRate, stuckAfterMs) => {
    const settings = pulseSettings.parse({ pin: 17, ...keys })
    expect(settings.maxRate).toBeCloseTo(maxRate, 9)
    expect(settings.stuckAfterMs).toBe(stuckAfterMs)
  })

  it.each([
    ['pin: 17', `rate: found nothing, allowed is ${anyRate}`],
    ['pin: 17, rate: 1000', `rate: found 1000, allowed is ${anyRate}`],
    ['pin: 17, rate: 1000imp', `rate: found 1000imp, allowed is ${anyRate}`],
    ['pin: 17, rate: 1000imp/kwh', `rate: found 1000imp/kwh, allowed is ${anyRate}`],
    ['pin: 17, rate: 0imp/kWh', 'rate: found 0imp/kWh, allowed is 0.1imp/kWh to 100000imp/kWh'],
    ['pin: 17, rate: -5imp/kWh', 'rate: found -5imp/kWh, allowed is 0.1imp/kWh to 100000imp/kWh'],
    ['pin: 17, rate: 0Wh/imp', 'rate: found 0Wh/imp, allowed is 0.01Wh/imp to 10000Wh/imp'],
    ['pin: 17, rate: imp/kWh', 'rate: found imp/kWh, allowed is 0.1imp/kWh to 100000imp/kWh (a number with its unit: imp/kWh)'],
    ['measures: gas, pin: 17, rate: 0m3/imp', 'rate: found 0m3/imp, allowed is 0.000001m³/imp to 10m³/imp'],
    ['pin: 17, rate: 10l/imp', `rate: found 10l/imp, allowed is ${electricity}`],
    ['measures: water, pin: 17, rate: 1000imp/kWh', `rate: found 1000imp/kWh, allowed is ${volume}`],
    ['pin: 17, rate: 1000imp/kWh, export: { pin: 27, rate: 1l/imp }', `export.rate: found 1l/imp, allowed is ${electricity}`],
    ['pin: 512, rate: 1000imp/kWh', 'pin: found 512, allowed is 0 to 511'],
    ['pin: -1, rate: 1000imp/kWh', 'pin: found -1, allowed is 0 to 511'],
    ['rate: 1000imp/kWh', 'pin: found nothing, allowed is 0 to 511'],
    ['pin: GPIO17, rate: 1000imp/kWh', 'pin: found GPIO17, allowed is 0 to 511'],
    ['pin: 17, rate: 1000imp/kWh, export: 27', 'export: found a number, allowed is a map (pin, rate)'],
    ['pin: 17, rate: 1000imp/kWh, export: { rate: 1Wh/imp }', 'export.pin: found nothing, allowed is 0 to 511'],
    ['measures: water, pin: 17, rate: 1l/imp, export: { pin: 27 }', 'export: found a map, allowed is nothing where water is measured'],
    ['measures: heat, pin: 17, rate: 1Wh/imp', 'measures: found heat, allowed is electricity, water or gas'],
    ['pin: 17, rate: 1Wh/imp, bias: pullup', 'bias: found pullup, allowed is up, down or none'],
    ['pin: 17, rate: 1Wh/imp, active: 1', 'active: found 1, allowed is low or high'],
    [
      'pin: 17, rate: 1Wh/imp, inverted: true',
      'inverted: found an unknown key, allowed is driver, name, publish, steps, simulate, measures, rate, pin, export, bias, active, width, gap, debounce, max_power, max_flow, timeout or stuck_after',
    ],
    ['pin: 17, rate: 1Wh/imp, width: 5', `width: found 5, allowed is 0us to 1000ms ${time}`],
    ['pin: 17, rate: 1Wh/imp, gap: 2s', `gap: found 2s, allowed is 0us to 1000ms ${time}`],
    ['pin: 17, rate: 1Wh/imp, debounce: 301ms', 'debounce: found 301ms, allowed is 0us to 300ms'],
    ['pin: 17, rate: 1Wh/imp, max_power: 0W', 'max_power: found 0W, allowed is 10W to 100000kW'],
    [
      'pin: 17, rate: 1Wh/imp, max_flow: 5m³/h',
      'max_flow: found 5m³/h, allowed is nothing where electricity is measured: max_power is its limit',
    ],
    [
      'measures: gas, pin: 17, rate: 10l/imp, max_power: 5kW',
      'max_power: found 5kW, allowed is nothing where gas is measured: max_flow is its limit',
    ],
    ['pin: 17, rate: 1Wh/imp, timeout: 0s', 'timeout: found 0s, allowed is 1s to 24h'],
    ['pin: 17, rate: 1Wh/imp, stuck_after: 0s', 'stuck_after: found 0s, allowed is 1s to 720h'],
    ['pin: 17, rate: 1Wh/imp, export: { pin: 17 }', '1: found GPIO 17 twice, allowed is once'],
  ])('refuse %s', (keys, sentence) => {
    expect(sentences(keys)).toEqual([sentence])
  })

  it('refuse a pin that another meter has', () => {
    expect(sentences('pin: 17, rate: 1Wh/imp, export: { pin: 27 }', 'pin: 27, rate: 1Wh/imp')).toEqual([
      '2: found GPIO 27, which meter_1 uses already, allowed is another one',
    ])
  })

  it('give a meter only the rows that it can fill', () => {
    const rows = (keys: object) => pulse.rows?.(pulseSettings.parse({ pin: 17, ...keys }))
    const electric = { rate: '1Wh/imp' }
    const always = ['rejected_pulses', 'lost_edges']
    expect(rows(electric)).toEqual(['power', 'energy', 'meter_reading', ...always])
    expect(rows({ ...electric, export: { pin: 27 } })).toEqual([
      'power',
      'energy_import',
      'energy_export',
      'meter_reading_import',
      'meter_reading_export',
      ...always,
    ])
    expect(rows({ measures: 'water', rate: '1l/imp' })).toEqual(['water', 'water_flow', 'water_meter_reading', ...always])
    expect(rows({ measures: 'gas', rate: '1l/imp' })).toEqual(['gas', 'gas_flow', 'gas_meter_reading', ...always])
  })

  it('name the meter', () => {
    const make = (keys: object) => pulse.make(pulseSettings.parse({ pin: 17, ...keys })).model
    expect(make({ rate: '1000 imp/kWh' })).toBe('Electricity meter, 1000imp/kWh')
    expect(make({ rate: '1000imp/kWh', export: { pin: 27, rate: '10Wh/imp' } })).toBe('Electricity meter, 1000imp/kWh and 10Wh/imp')
    expect(make({ measures: 'gas', rate: '0.01m3/imp' })).toBe('Gas meter, 0.01m³/imp')
  })
})
