/** The wires as the inside sees them. Adapters in linux/ and simulated/ implement these; only compose/ names an adapter. */

export interface SerialMode {
  baudRate: number
  dataBits: 8
  stopBits: 1 | 2
  parity: 'none' | 'even' | 'odd'
}

/** One open line of bytes (a serial port, a TCP connection). Single use: once closed it stays closed and the next `open` starts clean. */
export interface ByteLine {
  /** Resolves when the bytes have been handed to the wire; rejects with a DeviceError when the line is closed or breaks. */
  write(bytes: Uint8Array): Promise<void>
  /** Who gets what arrives, in chunks as they come. One listener; bytes before it is set are dropped. */
  listen(listener: (bytes: Uint8Array) => void): void
  /** Idempotent; resolves when the port is free for another program. */
  close(): Promise<void>
  /** Resolves once: null after `close()`, a DeviceError when the line broke by itself. */
  readonly closed: Promise<Error | null>
}

export interface ByteLines {
  /** The bus that a port, as written in the settings, is now: the same string for two names of one port. Rejects with a DeviceError where there is none. */
  identify(port: string): Promise<string>
  /** Rejects with a DeviceError whose sentence says what to do (no such port, no permission, used by another program). `mode` says nothing to a TCP line. */
  open(port: string, mode: SerialMode): Promise<ByteLine>
}
