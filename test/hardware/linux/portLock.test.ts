import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pid } from 'node:process'
import { expect, test } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import { holdPort } from '../../../src/hardware/linux/portLock.ts'

const unique = (name: string) => `/dev/test-${name}-${pid}-${performance.now()}`

test('a port is held by one at a time, and free again when it is released', async () => {
  const identity = unique('once')
  const release = await holdPort(identity, '/dev/ttyX')
  const refused = holdPort(identity, '/dev/ttyX')
  await expect(refused).rejects.toThrow(DeviceError)
  await expect(refused).rejects.toThrow(`/dev/ttyX is in use by this program itself (process ${pid})`)
  release()
  const again = await holdPort(identity, '/dev/ttyX')
  again()
})

test('two ports are held side by side', async () => {
  const releases = await Promise.all([holdPort(unique('a'), 'a'), holdPort(unique('b'), 'b')])
  expect(releases).toHaveLength(2)
  for (const release of releases) release()
})

test('the second program is told the process of the first, and gets the port when that is killed', async () => {
  const identity = unique('two')
  const module = new URL('../../../src/hardware/linux/portLock.ts', import.meta.url).href
  const program = `import(${JSON.stringify(module)}).then(({ holdPort }) => holdPort(${JSON.stringify(identity)}, 'x')).then(() => console.log('held'))`
  const first = spawn(process.execPath, ['--import', 'tsx', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(first.stdout, 'data')
  await expect(holdPort(identity, '/dev/ttyX')).rejects.toThrow(
    `/dev/ttyX is in use by another program of this kind (process ${first.pid})`,
  )
  first.kill('SIGKILL')
  await once(first, 'exit')
  const release = await holdPort(identity, '/dev/ttyX')
  release()
})
