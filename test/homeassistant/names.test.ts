import { describe, expect, it } from 'vitest'
import { defaultEntityId, entityName } from '../../src/homeassistant/names.ts'

describe('the name of an entity', () => {
  it.each([
    ['left to the device class, which Home Assistant translates', undefined, 'Hot water', undefined],
    ['as its row says', 'Alarm threshold', 'Hot water', 'Alarm threshold'],
    ['cut where it repeats the name of its device', 'Heat pump power', 'Heat pump', 'Power'],
    ['that of the device alone where both are the same', 'Set energy', 'set Energy ', null],
    ['whole where the device’s name is only the start of a word', 'Powerful', 'Power', 'Powerful'],
    ['whole where the device has no name', 'Alarm', '', 'Alarm'],
  ])('is %s', (_, name, device, shown) => {
    expect(entityName(name, device)).toBe(shown)
  })
})

describe('the entity id asked for', () => {
  it.each([
    ['house', 'boiler', 'power', 'sensor.boiler_power'],
    ['garage', 'boiler', 'power', 'sensor.garage_boiler_power'],
    ['house', 'node', 'started', 'sensor.energy_monitor_started'],
    ['garage', 'node', 'started', 'sensor.energy_monitor_garage_started'],
  ])('of node %s, device %s, entity %s is %s', (node, device, entity, id) => {
    expect(defaultEntityId('sensor', node, device, entity)).toBe(id)
  })
})
