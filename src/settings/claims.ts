import type { Flaw } from './path.ts'

/** What a device takes for itself. */
export interface Claims {
  readonly device: string
  readonly claims: readonly string[]
  readonly simulated: boolean
}

/** Devices that take what an earlier one, or they themselves, have taken. */
export function doubleClaims(devices: readonly Claims[]): Flaw[] {
  const owners = new Map<string, string>()
  const flaws = new Map<string, Flaw>()
  for (const { device, claims, simulated } of devices)
    for (const claim of claims) {
      const key = `${simulated} ${claim}`
      const owner = owners.get(key)
      if (owner === undefined) owners.set(key, device)
      else if (!flaws.has(device)) flaws.set(device, { path: ['devices', device], text: taken(claim, owner, device) })
    }
  return [...flaws.values()]
}

const taken = (claim: string, owner: string, device: string) =>
  owner === device ? `found ${claim} twice, allowed is once` : `found ${claim}, which ${owner} uses already, allowed is another one`
