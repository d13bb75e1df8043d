import { describe, expect, it } from 'vitest'
import { loadPigpio, NoPigpio } from '../../../../src/hardware/linux/gpio/pigpioLibrary.ts'

describe('the package pigpio', () => {
  it.each([
    [
      "Cannot find module 'pigpio/build/Release/pigpio.node'\nRequire stack:",
      'the optional package pigpio is not installed (npm install pigpio)',
    ],
    [
      "Module did not self-register: '/app/pigpio.node'.",
      'the package pigpio was built without its C library: install that (sudo apt install pigpio), then npm rebuild pigpio',
    ],
    [
      'libpigpio.so.1: cannot open shared object file: No such file or directory',
      'the C library of pigpio is not installed (sudo apt install pigpio)',
    ],
    ['wrong ELF class', 'the package pigpio does not load (wrong ELF class)'],
  ])('that does not load (%j) is never asked, as it would print its own thirty lines', async (cause, sentence) => {
    const loading = loadPigpio((id) => {
      expect(id).toBe('pigpio/build/Release/pigpio.node')
      throw new Error(cause)
    })
    await expect(loading).rejects.toThrow(NoPigpio)
    await expect(loading).rejects.toThrow(sentence)
  })
})
