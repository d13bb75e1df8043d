import { expect, test } from 'vitest'
import { ending } from '../../src/hardware/ending.ts'

test('who comes first decides how a line ended', async () => {
  const { closed, signal, end } = ending()
  const error = new Error('broken')
  expect([end(error), end(null)]).toEqual([true, false])
  expect(signal.aborted).toBe(true)
  expect(await closed).toBe(error)
})

test('a line that was closed by wish ended with no error', async () => {
  const { closed, end } = ending()
  end(null)
  expect(await closed).toBeNull()
})
