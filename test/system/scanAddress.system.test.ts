import { describe, expect, it, type TestContext } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { runCommand } from './support/runCommand.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

async function metersAt(test: TestContext, ...addresses: number[]) {
  const slave = await partsOf(test).meters(...addresses)
  const change = (from: number, to: number, stateFolder = `${slave.path}-state`) =>
    runCommand(['scan', slave.path, '--state', stateFolder, '--set-address', String(from), String(to)])
  return { slave, change }
}

describe.skipIf(!isAvailable('pymodbus') || !isAvailable('mosquitto'))('scan --set-address', () => {
  it.concurrent('gives a meter another address', async (test) => {
    const { slave, change } = await metersAt(test, 1, 2)
    const { exitCode, stdout, stderr } = await change(1, 77)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toBe(`the meter on ${slave.path} answers at address 77 now: write \`address: 77\` into the settings\n`)
    expect(await slave.addresses()).toEqual([77, 2])
  })

  it.concurrent('refuses an address that is taken, and writes nothing', async (test) => {
    const { slave, change } = await metersAt(test, 1, 2)
    const outcome = await change(1, 2)
    expect(outcome).toMatchObject({ exitCode: 1, stdout: '', stderr: 'something answers at address 2 already: nothing was changed\n' })
    expect(await slave.addresses()).toEqual([1, 2])
  })

  it.concurrent('finds the only meter by 248, whatever its address is', async (test) => {
    const { slave, change } = await metersAt(test, 200)
    expect(await change(248, 5)).toMatchObject({ exitCode: 0 })
    expect(await slave.addresses()).toEqual([5])
  })

  it.concurrent('says that nothing answers, and what is allowed', async (test) => {
    const { change } = await metersAt(test, 1)
    const stderr = 'nothing answers at address 9: the meter needs mains voltage to answer\n'
    expect(await change(9, 10)).toMatchObject({ exitCode: 1, stderr })
    expect(await change(1, 248)).toMatchObject({ exitCode: 2, stderr: '--set-address OLD NEW: found 248, allowed is 1 to 247\n' })
  })

  it.concurrent('has the running program do it where that owns the port', async (test) => {
    const { slave, change } = await metersAt(test, 1, 2)
    const parts = partsOf(test)
    const broker = await parts.mosquitto()
    const seen = await parts.observer(broker.url)
    const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: { boiler: { port: slave.path } } }) })
    await waitFor(() => seen.isOnline('boiler'), 'the meter', 20_000)
    expect(await change(2, 1, program.stateFolder)).toMatchObject({
      stderr: 'something answers at address 1 already: nothing was changed\n',
    })
    expect(await change(2, 3, program.stateFolder)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await slave.addresses()).toEqual([1, 3])
    expect(seen.wentOffline('boiler')).toBe(false)
  })
})
