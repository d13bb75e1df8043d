import { describe, expect, it } from 'vitest'
import { runOn } from '../../src/compose/alone.ts'
import { DeviceError } from '../../src/entities/errors.ts'
import { aborted, demoDriver, demoSettings, type DemoLine } from '../support/demoDriver.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'
import { portsOf } from '../support/ports.ts'

const alone = async (run: (line: DemoLine) => Promise<void>) => {
  const clock = fakeClock()
  const kind = { driver: demoDriver(run), simulate: () => () => undefined }
  const asked = await runOn({ kind, device: demoSettings('board'), clock, log: listedLog().log }, () => portsOf({}))
  return { asked, clock }
}

describe('a device that runs by itself', () => {
  it('answers what it is asked', async () => {
    const { asked } = await alone(async ({ answer, signal }) => {
      answer({ double: async (question) => 2 * Number(question) })
      await aborted(signal)
    })
    expect(await asked.ask('double', 21)).toBe(42)
    expect(await asked.reload()).toBeNull()
    await asked.stop()
  })

  it('is waited for while it starts', async () => {
    const { asked, clock } = await alone(async ({ answer, clock: own, signal }) => {
      await own.sleep(3_000)
      answer({ name: async () => 'well' })
      await aborted(signal)
    })
    const answer = asked.ask('name', null)
    await clock.advance(3_200)
    expect(await answer).toBe('well')
    await asked.stop()
  })

  it('is given up with its own sentence where it fails', async () => {
    const { asked, clock } = await alone(async () => {
      throw new DeviceError('/dev/spidev0.0 is not there: switch SPI on')
    })
    const answer = asked.ask('name', null).catch((error: unknown) => error)
    await clock.advance(200)
    expect(await answer).toEqual(new DeviceError('board: /dev/spidev0.0 is not there: switch SPI on'))
    await asked.stop()
  })

  it('is given up after ten seconds where it never answers', async () => {
    const { asked, clock } = await alone(({ signal }) => aborted(signal))
    const answer = asked.ask('name', null).catch((error: unknown) => error)
    await clock.advance(10_200)
    expect(await answer).toMatchObject({ name: 'ConfigError', message: 'board is offline and tells nothing' })
    await asked.stop()
  })

  it('is ended when it is no more asked', async () => {
    let ended = false
    const { asked } = await alone(async ({ signal }) => {
      await aborted(signal)
      ended = true
    })
    await asked.stop()
    expect(ended).toBe(true)
  })
})
