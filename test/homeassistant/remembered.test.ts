import { describe, expect, it } from 'vitest'
import type { Rows } from '../../src/entities/rows.ts'
import {
  departed,
  departedDevices,
  nothingRemembered,
  type Remembered,
  rememberedSchema,
  withDevice,
  withoutDevice,
  withWithdrawn,
} from '../../src/homeassistant/remembered.ts'
import { meterRows } from './support/rows.ts'

const { power, threshold, energy } = meterRows
const rows: Rows = { power, threshold }
const known: Remembered = { version: 1, devices: { boiler: { power: 'sensor', energy: 'sensor' } }, withdrawn: {} }

describe('what is remembered of the documents', () => {
  it('tells which components have gone', () => {
    expect(departed(known, 'boiler', rows, false)).toEqual({ energy: 'sensor' })
    expect(departed(known, 'oven', rows, false)).toEqual({})
  })

  it('takes a component that changed its platform as gone', () => {
    expect(departed(known, 'boiler', { power, energy: threshold }, false)).toEqual({ energy: 'sensor' })
  })

  it('tells which devices have gone', () => {
    expect(departedDevices(known, new Set(), false)).toEqual(['boiler'])
    expect(departedDevices(known, new Set(['boiler']), false)).toEqual([])
  })

  it('keeps what departs beside the rows until it is withdrawn', () => {
    const sent = withDevice(known, 'boiler', rows, { energy: 'sensor' })
    expect(sent.devices).toEqual({ boiler: { power: 'sensor', threshold: 'number', energy: 'sensor' } })
    expect(withWithdrawn(sent, 'boiler', { energy: 'sensor' }, rows, true)).toEqual({
      version: 1,
      devices: { boiler: { power: 'sensor', threshold: 'number' } },
      withdrawn: {},
    })
  })

  it('notes what was withdrawn unseen for Home Assistant’s next birth only', () => {
    const unseen = withWithdrawn(known, 'boiler', { power: 'sensor', energy: 'sensor' }, {}, false)
    expect(unseen).toEqual({ version: 1, devices: {}, withdrawn: { boiler: { power: 'sensor', energy: 'sensor' } } })
    expect(departedDevices(unseen, new Set(), false)).toEqual([])
    expect(departedDevices(unseen, new Set(), true)).toEqual(['boiler'])
    expect(departed(unseen, 'boiler', { power }, true)).toEqual({ energy: 'sensor' })
    expect(withWithdrawn(unseen, 'boiler', { power: 'sensor', energy: 'sensor' }, {}, true)).toEqual(nothingRemembered)
  })

  it('forgets a withdrawal when the component comes back', () => {
    const unseen: Remembered = { version: 1, devices: {}, withdrawn: { boiler: { power: 'sensor', old: 'sensor' } } }
    expect(withDevice(unseen, 'boiler', { power, energy }, {}).withdrawn).toEqual({ boiler: { old: 'sensor' } })
  })

  it('cannot note a key that another platform has taken over', () => {
    const changed = withWithdrawn(known, 'boiler', { energy: 'sensor' }, { power, energy: threshold }, false)
    expect(changed).toEqual({ version: 1, devices: { boiler: { power: 'sensor', energy: 'number' } }, withdrawn: {} })
  })

  it('forgets a device that the user deleted', () => {
    expect(withoutDevice({ ...known, withdrawn: { boiler: { old: 'sensor' } } }, 'boiler')).toEqual(nothingRemembered)
  })

  it('survives being written and read', () => {
    expect(rememberedSchema.parse(JSON.parse(JSON.stringify(known)))).toEqual(known)
  })
})
