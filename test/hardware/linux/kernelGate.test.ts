import { describe, expect, test } from 'vitest'
import { gatedLibrary, gateMemory, kernelGate } from '../../../src/hardware/linux/kernelGate.ts'
import { fakeSpi } from '../../support/fakeSpi.ts'

const none = () => undefined

/** Whether a thread that closes the gate has seen the last one out. */
const closed = (memory: SharedArrayBuffer): boolean => kernelGate(memory).close(1)

async function opened() {
  const memory = gateMemory()
  let wrong: Error | null = null
  const spi = fakeSpi({ messageError: () => wrong })
  const library = gatedLibrary(spi, kernelGate(memory))
  const handle = await new Promise<ReturnType<typeof library.open>>((resolve) => {
    const opening = library.open(0, 0, {}, () => resolve(opening))
  })
  return { memory, spi, handle, library, refuse: (error: Error) => void (wrong = error) }
}

describe('the end of the program', () => {
  test('waits while a transfer is in the kernel', async () => {
    const { memory, handle } = await opened()
    handle.transfer([], none)
    expect(closed(memory)).toBe(false)
  })

  test('does not wait for what is over', async () => {
    const { memory, spi, handle } = await opened()
    handle.transfer([], none)
    spi.complete()
    expect(closed(memory)).toBe(true)
  })

  test('does not wait for a transfer that never began', async () => {
    const { memory, handle, refuse } = await opened()
    refuse(new Error('a transfer must be an object'))
    expect(() => handle.transfer([], none)).toThrow('a transfer must be an object')
    expect(closed(memory)).toBe(true)
  })

  test('waits for an opening and for a closing, too', async () => {
    const { memory, library } = await opened()
    library.open(0, 1, {}, none)
    expect(closed(memory)).toBe(false)
    const other = await opened()
    other.handle.close(none)
    expect(closed(other.memory)).toBe(false)
  })

  test('lets nothing more into the kernel', async () => {
    const { memory, spi, handle } = await opened()
    closed(memory)
    expect(() => handle.transfer([], none)).toThrow('the program ends')
    expect(spi.transfers).toEqual([])
    expect(closed(memory)).toBe(true)
  })

  test('waits for all that is there', async () => {
    const memory = gateMemory()
    const gate = kernelGate(memory)
    gate.enter()
    gate.enter()
    gate.leave()
    expect(closed(memory)).toBe(false)
    gate.leave()
    expect(closed(memory)).toBe(true)
  })
})
