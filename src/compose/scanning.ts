import { z } from 'zod'
import { changeAddress, scan, type ScannedBus } from '../drivers/pzem/scan.ts'

/** What `energy-monitor scan` asks, over the control socket too. */
export const scanRequest = z.object({
  command: z.literal('scan'),
  port: z.string(),
  setAddress: z.object({ from: z.number(), to: z.number() }).nullable(),
})

/** What it is told while it goes on: the address that was just asked. */
export const scanProgress = z.object({ address: z.number() })

const measurement = z.object({
  voltageV: z.number(),
  currentA: z.number(),
  powerW: z.number(),
  energyWh: z.number(),
  frequencyHz: z.number(),
  powerFactor: z.number(),
  alarm: z.boolean(),
})

/** What came of it: what answers, empty after a change of address. */
export const scanResult = z.array(
  z.union([
    z.object({ address: z.number(), measurement, alarmThresholdW: z.number().nullable() }),
    z.object({ address: z.number(), problem: z.string() }),
  ]),
)
export type ScanResult = z.infer<typeof scanResult>
export type ScanRequest = z.infer<typeof scanRequest>

export async function performScan(
  bus: ScannedBus,
  { setAddress }: ScanRequest,
  progress: (step: z.infer<typeof scanProgress>) => void,
): Promise<ScanResult> {
  if (setAddress === null) return scan(bus, (address) => progress({ address }))
  await changeAddress(bus, setAddress.from, setAddress.to)
  return []
}
