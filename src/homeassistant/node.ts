import { completeRows } from '../entities/completeRows.ts'
import type { DeviceDescription } from '../entities/devices.ts'
import type { Rows } from '../entities/rows.ts'
import { nodeName } from './names.ts'
import { nodeDeviceId } from './topics.ts'

/**
 * The node itself: the program and the machine it runs on. Beside these it has `problem`, as every device.
 * `started` (ISO time) stands for the uptime, which would write a line into Home Assistant's database at every change.
 */
const nodeRows = {
  version: { platform: 'sensor', name: 'Version', category: 'diagnostic', icon: 'mdi:tag-outline' },
  started: { platform: 'sensor', name: 'Started', deviceClass: 'timestamp', category: 'diagnostic' },
  devices_online: {
    platform: 'sensor',
    name: 'Devices online',
    stateClass: 'measurement',
    category: 'diagnostic',
    precision: 0,
    step: 1,
    icon: 'mdi:counter',
  },
  last_error: { platform: 'sensor', name: 'Last error', category: 'diagnostic', icon: 'mdi:alert-circle-outline' },
  restart: { platform: 'button', deviceClass: 'restart', category: 'config' },
} as const satisfies Rows

const publishMs = 10_000

export const nodeDescription = (node: string): DeviceDescription => ({
  id: nodeDeviceId,
  name: nodeName(node),
  manufacturer: 'Energy Monitor',
  model: 'Node',
  rows: completeRows(nodeRows),
  publishMs,
  steps: {},
})
