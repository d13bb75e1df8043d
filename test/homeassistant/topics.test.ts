import { describe, expect, it } from 'vitest'
import { topicsOf, uniqueId } from '../../src/homeassistant/topics.ts'

const topics = topicsOf('house', 'homeassistant')

describe('the topics of a node', () => {
  it('are these', () => {
    expect(topics.nodeAvailability).toBe('energy-monitor/house/availability')
    expect(topics.instance).toBe('energy-monitor/house/instance')
    expect(topics.state('boiler')).toBe('energy-monitor/house/boiler')
    expect(topics.availability('boiler')).toBe('energy-monitor/house/boiler/availability')
    expect(topics.totals('boiler')).toBe('energy-monitor/house/boiler/totals')
    expect(topics.command('boiler', 'threshold')).toBe('energy-monitor/house/boiler/threshold/set')
    expect(topics.attributes('boiler', 'problem')).toBe('energy-monitor/house/boiler/problem/attributes')
    expect(topics.config('boiler')).toBe('homeassistant/device/house_boiler/config')
    expect(uniqueId('house', 'boiler', 'power')).toBe('house_boiler_power')
  })

  it('put discovery below the prefix that the user chose, but listen for Home Assistant where it speaks by default too', () => {
    const own = topicsOf('house', 'ha')
    expect(own.config('boiler')).toBe('ha/device/house_boiler/config')
    expect(own.status).toEqual(['homeassistant/status', 'ha/status'])
    expect(topics.status).toEqual(['homeassistant/status'])
  })

  it.each([
    ['energy-monitor/house/boiler/threshold/set', ['boiler', 'threshold']],
    ['energy-monitor/garage/boiler/threshold/set', null],
    ['energy-monitor/house/boiler/set', null],
    ['energy-monitor/house/boiler/a/b/set', null],
    ['energy-monitor/house/boiler/threshold/setting', null],
    ['other/energy-monitor/house/boiler/threshold/set', null],
  ])('%s is a command to %j', (topic, target) => {
    expect(topics.commandTarget(topic)).toEqual(target)
  })

  it.each([
    ['energy-monitor/house/boiler/totals', 'boiler'],
    ['energy-monitor/house/boiler', null],
    ['energy-monitor/house/boiler/energy/totals', null],
  ])('%s holds the totals of %j', (topic, device) => {
    expect(topics.totalsOwner(topic)).toBe(device)
  })
})
