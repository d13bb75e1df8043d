import { driver } from '../driver.ts'
import { Input } from './input.ts'
import { quantities, rowsOf, totalOf } from './measured.ts'
import { Meter } from './meter.ts'
import { pulseRows } from './rows.ts'
import { pulseSettings, type InputSettings } from './settings.ts'

const consumer = 'energy-monitor'

/** A meter that gives pulses: an electricity meter's S0 output or the LED on it, a water or gas meter's contact. */
export const pulse = driver({
  kind: 'pulse',
  settings: pulseSettings,
  needs: ['gpio'],
  make: ({ measures, inputs }) => ({
    manufacturer: 'Generic',
    model: `${quantities[measures].noun} meter, ${[...new Set(inputs.map(({ perPulse }) => perPulse.text))].join(' and ')}`,
  }),
  claims: ({ inputs }) => inputs.map(({ pin }) => `GPIO ${pin}`),
  entities: pulseRows,
  rows: ({ measures, inputs }) => rowsOf(measures, inputs.length > 1),
  async run(line) {
    const { settings, ports, signal } = line
    const { bias, steadyUs, measures } = settings
    const open = async (input: InputSettings) => {
      const { level, edges } = await ports.gpio.input({ pin: input.pin, bias, steadyUs, consumer }, signal)
      return { input: new Input(input, settings, line.total(totalOf(measures, input.way)), level), edges }
    }
    const opened = await Promise.all(settings.inputs.map(open))
    const meter = new Meter(
      line,
      opened.map(({ input }) => input),
    )
    await Promise.all(
      opened.map(async ({ input, edges }) => {
        for await (const read of edges) meter.take(input, read)
      }),
    )
  },
})
