import type { ByteLines } from '../ports.ts'
import { identifySerial, openSerialLine } from './serialLine.ts'
import { isTcp, openTcpLine, tcpTarget } from './tcpLine.ts'

/** The lines of this machine: `tcp://host:port` is raw serial over TCP, all else the path of a serial port. */
export const linuxByteLines: ByteLines = {
  identify: async (port) => (isTcp(port) ? tcpTarget(port).identity : identifySerial(port)),
  open: (port, mode) => (isTcp(port) ? openTcpLine(port) : openSerialLine(port, mode)),
}
