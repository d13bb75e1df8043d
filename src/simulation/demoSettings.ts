/** What the demo runs: the settings of a house with five meters on one RS485 bus, a board of clamps and the pulses of the utility meter. Its broker is added by who starts it. */
export const demoSettings = `# The simulated house: five meters on one RS485 bus, and six clamps on a board, of which the one at the grid tells the direction.
# The utility meter gives pulses at two inputs, one for each direction. Three needles in the hall follow sun, grid and house; one is free.
node: house
devices:
  house:
    driver: pzem
    name: Whole house
    port: /dev/ttyUSB0
    address: 1
    simulate: house
  solar:
    driver: pzem
    name: Solar inverter
    port: /dev/ttyUSB0
    address: 2
    simulate: solar
  heat_pump:
    driver: pzem
    name: Heat pump
    port: /dev/ttyUSB0
    address: 3
    simulate: heat_pump
  kettle:
    driver: pzem
    name: Kettle
    model: pzem-014
    port: /dev/ttyUSB0
    address: 4
    simulate: kettle
  fridge:
    driver: pzem
    name: Fridge
    model: pzem-014
    port: /dev/ttyUSB0
    address: 5
    simulate: fridge
  board:
    driver: mcp3208
    name: Distribution board
    spi: /dev/spidev0.0
    publish: 2s
    simulate: grid
    voltages:
      l1: { channel: 0, calibration: 268.97, phase: 3.2deg }
    currents:
      grid: { channel: 1, voltage: l1, transformer: 100A/50mA, burden: 22ohm, phase: 1.6deg }
      solar: { channel: 2, voltage: l1, transformer: 30A/1V, phase: 2.1deg, invert: true }
      heat_pump: { channel: 3, voltage: l1, transformer: 30A/1V, phase: 2.3deg, name: Heat pump circuit }
      washing_machine: { channel: 4, voltage: l1, transformer: 20A/1V, phase: 2.6deg }
      hob: { channel: 5, voltage: l1, transformer: 30A/1V, phase: 2.2deg }
      lights: { channel: 6, voltage: l1, transformer: 5A/1V, phase: 3.4deg }
    derived:
      house: grid + solar
  utility_meter:
    driver: pulse
    name: Utility meter
    rate: 1000imp/kWh
    pin: 20
    export: { pin: 21 }
    simulate: grid
  gauges:
    driver: gauges
    name: Gauges in the hall
    reset: 26
    status_led: { pin: 5 }
    simulate: true
    gauges:
      solar: { dir: 4, step: 17, name: Solar gauge, scale: { min: 0, max: 8000, unit: W }, follow: { from: solar.power, max_age: 24h } }
      grid: { dir: 22, step: 18, name: Grid gauge, scale: { min: -8000, max: 8000, unit: W }, follow: { from: board.grid.power, max_age: 24h }, smoothing: 100ms }
      house: { dir: 23, step: 24, name: House gauge, scale: { min: 0, max: 8000, unit: W }, follow: { from: house.power, max_age: 24h } }
      free: { dir: 27, step: 25, name: Free gauge, scale: { min: 0, max: 100, unit: '%' } }
`
