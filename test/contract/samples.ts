/** The least that each driver needs in the settings: one line a driver. */
export const leastSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  gauges: { gauges: { solar: { dir: 4, step: 17, scale: { min: 0, max: 8000, unit: 'W' } } } },
  mcp3208: {
    spi: '/dev/spidev0.0',
    voltages: { l1: { channel: 0, calibration: 268.97 } },
    currents: { oven: { channel: 1, transformer: '100A/50mA', burden: '22ohm' } },
  },
  pulse: { pin: 17, rate: '1000imp/kWh' },
  pzem: { port: '/dev/ttyUSB0' },
}
