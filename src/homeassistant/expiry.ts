import { isTotal, type Row } from '../entities/rows.ts'
import { problemKey } from '../entities/devices.ts'

const shortestMs = 60_000

/** After this long without a message Home Assistant takes a measured value as gone: the second line behind availability. */
export const expireAfterMs = (publishMs: number): number => Math.max(shortestMs, 3 * publishMs)

/** An unchanged state is sent again this long after the last message, so that it does not expire. */
export const repeatMs = (publishMs: number): number => expireAfterMs(publishMs) / 2

/** Whether the row's value goes stale. A total stays true, a setting too, and a problem must stay visible while its device is silent. */
export const expires = (key: string, row: Row): boolean =>
  key !== problemKey && ((row.platform === 'sensor' && !isTotal(row)) || row.platform === 'binary_sensor')
