import type { Devices, DeviceState } from '../entities/devices.ts'
import type { Row, Rows, Value } from '../entities/rows.ts'
import type { Screen } from './screen.ts'

const everyMs = 500

/** Keeps the table at the bottom of the screen until the signal. */
export function showTable(devices: Devices, screen: Screen, signal: AbortSignal): void {
  const timer = setInterval(() => screen.setFooter(table(devices.all.filter(({ description }) => isMeasuring(description.rows)))), everyMs)
  signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}

const isMeasuring = (rows: Rows) => Object.values(rows).some(isShown)

/** The live table of the demo, as text: one line a device, the values that a household looks at first. */
export function table(devices: readonly DeviceState[]): string {
  const columns = columnsOf(devices)
  const rows = devices.map(({ description, online, values }) => [
    description.name,
    online ? 'online' : 'offline',
    ...columns.map((key) => shown(values[key] ?? null, description.rows[key])),
  ])
  return aligned([['device', '', ...columns.map((key) => key.replaceAll('_', ' '))], ...rows])
}

/** Measured values that are shown unasked in Home Assistant too. */
const columnsOf = (devices: readonly DeviceState[]) => [
  ...new Set(devices.flatMap(({ description }) => Object.entries(description.rows).flatMap(([key, row]) => (isShown(row) ? [key] : [])))),
]

const isShown = (row: Row) => row.platform === 'sensor' && row.unit !== undefined && row.disabled === undefined && !('category' in row)

function shown(value: Value, row: Row | undefined): string {
  if (typeof value !== 'number' || row?.platform !== 'sensor') return value === null ? '-' : String(value)
  return `${value.toFixed(row.precision ?? 0)} ${row.unit ?? ''}`
}

function aligned(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) => row.map((cell, column) => padded(cell, widths[column] ?? 0, column)).join('  ')).join('\n')
}

const padded = (cell: string, width: number, column: number) => (column < 2 ? cell.padEnd(width) : cell.padStart(width))
