/** What the demo runs: the settings of a house with six meters on one RS485 bus. Its broker is added by who starts it. */
export const demoSettings = `# The simulated house: six meters on one RS485 bus.
node: house
devices:
  grid:
    driver: pzem
    name: Grid
    port: /dev/ttyUSB0
    address: 1
    simulate: grid
  house:
    driver: pzem
    name: Whole house
    port: /dev/ttyUSB0
    address: 2
    simulate: house
  solar:
    driver: pzem
    name: Solar inverter
    port: /dev/ttyUSB0
    address: 3
    simulate: solar
  heat_pump:
    driver: pzem
    name: Heat pump
    port: /dev/ttyUSB0
    address: 4
    simulate: heat_pump
  kettle:
    driver: pzem
    name: Kettle
    model: pzem-014
    port: /dev/ttyUSB0
    address: 5
    simulate: kettle
  fridge:
    driver: pzem
    name: Fridge
    model: pzem-014
    port: /dev/ttyUSB0
    address: 6
    simulate: fridge
`
