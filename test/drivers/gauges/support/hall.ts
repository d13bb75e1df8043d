import { driver } from '../../../../src/drivers/driver.ts'
import { face } from '../../../../src/drivers/gauges/dial/face.ts'
import { gaugesSettings, type GaugeSettings } from '../../../../src/drivers/gauges/settings.ts'
import { loadSettings } from '../../../../src/settings/load.ts'

/** The settings of the gauges and their drawings, without their motion. */
export const stillGauges = driver({
  kind: 'gauges',
  settings: gaugesSettings,
  needs: [],
  make: () => ({ manufacturer: 'm', model: 'n' }),
  entities: {},
  drawings: ({ gauges }) => gauges.map((each) => ({ name: each.id, svg: () => face(each) })),
  run: async () => undefined,
})

/** A file with one board of gauges; these lines are its fourth and the following ones, from the fifth column on. */
export const hallText = (...lines: readonly string[]) =>
  ['devices:', '  hall:', '    driver: gauges', ...lines.map((line) => `    ${line}`), ''].join('\n')

export const load = (text: string) => loadSettings({ text, file: 'em.yaml', env: {}, drivers: [stillGauges], circuits: ['grid'] })

/** What is said of a board of these lines, without the file's name and the device. */
export const said = (...lines: readonly string[]) =>
  load(hallText(...lines)).mistakes.map(({ sentence }) => sentence.replace('em.yaml:', '').replace('devices.hall.', ''))

export const watts = 'min: 0, max: 8000, unit: W'

/** Lines of a board with one needle, of which the second one is its scale, and the third one these keys. */
export const needle = (scale: string, ...keys: readonly string[]) => [
  'gauges:',
  '  power:',
  '    dir: 4',
  '    step: 17',
  `    scale: { ${scale} }`,
  ...keys.map((key) => `    ${key}`),
]

export const power = needle(watts)

/** What the schema makes of a needle's keys. */
export function gauge(scale: object, own: Readonly<Record<string, unknown>> = {}): GaugeSettings {
  const [only] = gaugesSettings.parse({ gauges: { power: { dir: 4, step: 17, scale, ...own } } }).gauges
  if (only === undefined) throw new Error('one gauge was written')
  return only
}
