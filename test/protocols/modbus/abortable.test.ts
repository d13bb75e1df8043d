import { expect, test } from 'vitest'
import { abortable } from '../../../src/protocols/modbus/abortable.ts'

const never = new Promise<never>(() => undefined)

test('work that ends before the signal ends as it does', async () => {
  const { signal } = new AbortController()
  await expect(abortable(Promise.resolve(1), signal)).resolves.toBe(1)
  await expect(abortable(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed')
})

test('work that goes on is left with the reason of the signal, also of one that was aborted before', async () => {
  const stop = new AbortController()
  const waiting = abortable(never, stop.signal)
  stop.abort(new Error('stopped'))
  await expect(waiting).rejects.toThrow('stopped')
  await expect(abortable(never, stop.signal)).rejects.toThrow('stopped')
})
