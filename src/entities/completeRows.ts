import { isTotal, type NumberSetting, type Row, type Rows } from './rows.ts'

const problem = { platform: 'binary_sensor', deviceClass: 'problem', category: 'diagnostic' } as const satisfies Row

/** A driver's rows and what every device has beside them: `problem`, and for each total a number that sets it by hand, where no row of the driver does. */
export function completeRows(rows: Rows): Rows {
  const set = new Set(Object.values(rows).map((row) => (row.platform === 'number' ? row.sets : undefined)))
  const setters = Object.entries(rows).flatMap(([key, row]) =>
    isTotal(row) && !set.has(key) ? [[`set_${key}`, setter(key, row.unit)] as const] : [],
  )
  return { ...rows, ...Object.fromEntries(setters), problem }
}

const setter = (total: string, unit: string): NumberSetting => ({
  platform: 'number',
  name: `Set ${total.replaceAll('_', ' ')}`,
  unit,
  min: 0,
  max: 1e8,
  step: 0.001,
  category: 'config',
  disabled: true,
  sets: total,
})
