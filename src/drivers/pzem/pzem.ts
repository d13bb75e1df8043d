import { driver } from '../driver.ts'
import { agenda } from './agenda.ts'
import { models } from './models.ts'
import { Round } from './round.ts'
import { pzemRows } from './rows.ts'
import { pzemSettings } from './settings.ts'

/** Peacefair's single-phase meters with Modbus RTU, 9600 8N1: PZEM-016 and -014 on RS485, PZEM-004T v3 on TTL. */
export const pzem = driver({
  kind: 'pzem',
  settings: pzemSettings,
  needs: ['modbus'],
  make: ({ model }) => ({ manufacturer: 'Peacefair', model: models[model].name }),
  entities: pzemRows,
  async run(line) {
    const round = new Round(line)
    for await (const due of agenda({ clock: line.clock, commands: line.commands, periodMs: () => round.periodMs })) {
      if (due === 'poll') await round.poll()
      else await round.obey(due)
    }
  },
})
