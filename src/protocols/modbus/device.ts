import { generalAddress } from './frame.ts'
import { type Carry, type Client, throughLibrary } from './library.ts'
import { type ModbusDevice, ModbusException } from './modbus.ts'

/** Modbus Application Protocol V1.1b3, 7. */
const refusals: Readonly<Record<number, string>> = {
  1: 'it has no such function',
  2: 'it has no such register',
  3: 'the value is not allowed',
  4: 'it has failed',
}

/** The calls of a device, each as one exchange through `carry`, repeated by nobody here: a driver knows what it may ask twice, and counts it; `port` is named to the user. */
export function modbusDevice(port: string, address: number, carry: Carry): ModbusDevice {
  const ask = <T>(question: (client: Client) => Promise<T>) =>
    throughLibrary(address, question, carry).catch((error: unknown) => {
      throw explained(error, port, address)
    })

  return {
    readInput: (register, count) => ask(async (client) => (await client.readInputRegisters(register, count)).data),
    readHolding: (register, count) => ask(async (client) => (await client.readHoldingRegisters(register, count)).data),
    writeHolding: async (register, value) => void (await ask((client) => client.writeRegister(register, value))),
    command: async (code) => void (await ask((client) => client.customFunction(code, []))),
  }
}

function explained(error: unknown, port: string, address: number): unknown {
  if (!(error instanceof Error && 'modbusCode' in error && typeof error.modbusCode === 'number')) return error
  const who = address === generalAddress ? `the device on ${port}` : `address ${address} on ${port}`
  const why = refusals[error.modbusCode] ?? 'it gives no known reason'
  return new ModbusException(`${who} refused: ${why} (Modbus exception ${error.modbusCode})`, error.modbusCode)
}
