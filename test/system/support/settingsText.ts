interface Meter {
  readonly port: string
  readonly address?: number
  /** Default: 300ms, so that tests take less time. */
  readonly every?: string
}

/** The text of a settings file. `mqtt` is what stands there, as JSON. Devices publish each second. */
export function settingsText({
  node = 'house',
  mqtt,
  meters,
}: {
  readonly node?: string
  readonly mqtt: string | Readonly<Record<string, string>>
  readonly meters: Readonly<Record<string, Meter>>
}): string {
  const devices = Object.entries(meters).map(([id, meter]) => [id, { driver: 'pzem', publish: '1s', every: '300ms', ...meter }])
  return `node: ${node}
mqtt: ${JSON.stringify(typeof mqtt === 'string' ? { url: mqtt } : mqtt)}
devices: ${JSON.stringify(Object.fromEntries(devices))}
`
}
