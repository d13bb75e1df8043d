import type { Row } from '../../src/entities/rows.ts'

/** What Home Assistant asks of a row: where it refuses one, or warns its user, and what its device page is made for. Each gives what is wrong, or nothing. */

/** Units by device class; null is "without a unit". */
const units: Readonly<Record<string, readonly (string | null)[]>> = {
  apparent_power: ['VA', 'kVA'],
  current: ['mA', 'A'],
  duration: ['ms', 's', 'min', 'h', 'd'],
  energy: ['Wh', 'kWh', 'MWh'],
  frequency: ['Hz', 'kHz'],
  gas: ['m³'],
  irradiance: ['W/m²'],
  power: ['W', 'kW'],
  power_factor: [null, '%'],
  reactive_energy: ['varh', 'kvarh'],
  reactive_power: ['var', 'kvar'],
  temperature: ['°C'],
  voltage: ['mV', 'V'],
  volume_flow_rate: ['m³/h', 'L/h', 'L/min'],
  water: ['L', 'm³'],
}
const totals = new Set(['energy', 'reactive_energy', 'water', 'gas'])
const binaryClasses = new Set(['connectivity', 'motion', 'opening', 'plug', 'power', 'problem', 'running', 'safety', 'tamper', 'update'])
const buttonClasses = new Set(['identify', 'restart', 'update'])

/** Abbreviations (LED) stand in capitals. */
const sentenceCase = /^(?:[A-Z]|[A-Z]{2,}\b)[^A-Z]*(?:\b[A-Z]{2,}\b[^A-Z]*)*$/

export function mistakesOf(key: string, row: Row): string[] {
  return [...keyMistakes(key), ...nameMistakes(row), ...classMistakes(row), ...limitMistakes(row)].map((mistake) => `${key}: ${mistake}`)
}

const keyMistakes = (key: string) =>
  /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key) && key !== 'availability' ? [] : ['is no key for topics and unique ids']

function nameMistakes({ name, deviceClass, icon }: Row): string[] {
  const className = deviceClass?.replaceAll('_', ' ')
  return [
    ...(name === undefined && deviceClass === undefined ? ['has neither a name nor a class that names it'] : []),
    ...(name !== undefined && name.toLowerCase() === className ? ['has a name that the class gives, translated'] : []),
    ...(name !== undefined && !sentenceCase.test(name) ? ['has a name that is not in sentence case'] : []),
    ...(icon !== undefined && (deviceClass !== undefined || !/^mdi:[a-z0-9-]+$/.test(icon))
      ? ['has an icon in place of that of its class']
      : []),
  ]
}

function classMistakes(row: Row): string[] {
  if (row.platform === 'binary_sensor') return unless(binaryClasses, row.deviceClass)
  if (row.platform === 'button') return unless(buttonClasses, row.deviceClass)
  if (row.platform === 'select') return []
  const mistakes = [...unless(new Set(Object.keys(units)), row.deviceClass), ...unitMistakes(row.deviceClass, row.unit)]
  return row.platform === 'sensor' ? [...mistakes, ...stateClassMistakes(row.deviceClass, row.stateClass, row.precision)] : mistakes
}

const unless = (classes: ReadonlySet<string>, deviceClass: string | undefined) =>
  deviceClass === undefined || classes.has(deviceClass) ? [] : [`has class ${deviceClass}`]

const unitMistakes = (deviceClass: string | undefined, unit: string | undefined) =>
  deviceClass === undefined || units[deviceClass]?.includes(unit ?? null) ? [] : [`has ${unit} as the unit of ${deviceClass}`]

function stateClassMistakes(deviceClass: string | undefined, stateClass: string | undefined, precision: number | undefined): string[] {
  if (deviceClass === undefined) return []
  return [
    ...(stateClass === (totals.has(deviceClass) ? 'total_increasing' : 'measurement') ? [] : [`has state class ${stateClass}`]),
    ...(precision === undefined ? ['has no precision'] : []),
  ]
}

function limitMistakes(row: Row): string[] {
  if (row.platform === 'select') return optionMistakes(row.options)
  if (row.platform !== 'number') return []
  return row.min < row.max && row.step >= 0.001 && row.step <= row.max - row.min ? [] : ['has limits that leave nothing to set']
}

/** Its templates make None of what is unknown, which it then reads in any case of letters; it ignores a blank state and cuts a long one. */
const optionMistakes = (options: readonly string[]) => [
  ...(new Set(options).size === options.length ? [] : ['has an option twice']),
  ...options.filter((option) => !/^(?!none$)\S(?:.{0,253}\S)?$/iu.test(option)).map((option) => `has the option "${option}"`),
]
