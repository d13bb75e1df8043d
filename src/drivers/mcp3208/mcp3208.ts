import { driver } from '../driver.ts'
import { Board } from './board.ts'
import { boardPlanOf } from './boardPlan.ts'
import { channelsOf } from './channels.ts'
import { frameFor } from './frames.ts'
import { Inquiries } from './inquiries.ts'
import { partsOf } from './parts.ts'
import { boardRows, partRows } from './rows.ts'
import { sampledSchema, tracesSchema, type ProcessorOptions } from './sampled.ts'
import { mcp3208Settings } from './settings.ts'

/** Microchip's MCP3208, a converter of 12 bit with eight inputs on SPI, behind current clamps and voltage transformers. */
export const mcp3208 = driver({
  kind: 'mcp3208',
  settings: mcp3208Settings,
  needs: ['spi', 'sources'],
  make: () => ({ manufacturer: 'Microchip', model: 'MCP3208' }),
  claims: ({ spi }) => [spi],
  entities: boardRows,
  parts: { rows: partRows, of: partsOf },
  channels: channelsOf,
  async run(line) {
    const { spi, clockHz, waves, pauseMs } = line.settings
    const plan = boardPlanOf(line.settings)
    const sources = new Map(plan.estimated.map(({ id, source }) => [id, line.ports.sources.open(source, line.signal)]))
    const board = new Board(line, plan, sources)
    const inquiries = new Inquiries(plan, sources, line.signal)
    const options: ProcessorOptions = {
      device: spi,
      sweep: plan.sweep,
      plan: plan.meter,
      waves,
      pauseMs,
    }
    const sweep = plan.sweep.map(({ channel }) => frameFor(channel))
    const sampling = line.ports.spi.sample({ device: spi, clockHz, mode: 0, sweep }, { name: 'mcp3208', options }, line.signal)
    line.answer({
      reading: (question) => inquiries.reading(question),
      scope: async (question) => tracesSchema.parse(await sampling.ask(question)),
    })
    for await (const result of sampling.results) {
      const sampled = sampledSchema.parse(result)
      board.take(sampled)
      inquiries.take(sampled.window)
    }
  },
})
