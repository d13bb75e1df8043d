export interface Part {
  readonly name: string
  readonly what: string
  /** Why it is missing, in one line, for the list of skipped tests. */
  readonly needs: string
  readonly available: () => boolean
}
export type PartName = 'mosquitto' | 'chromium' | 'pymodbus' | 'home-assistant' | 'buildah' | 'umockdev' | 'gpiovm'
export const parts: readonly Part[]
export function isAvailable(name: PartName): boolean
export function findProgram(program: string): string | undefined
export const homeAssistantRoot: string
export const pymodbusPython: string
export const gpioVmMachine: string
