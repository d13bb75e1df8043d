/** The least that each driver needs in the settings: one line a driver. */
export const leastSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  pzem: { port: '/dev/ttyUSB0' },
}
