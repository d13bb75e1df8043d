import { describe, expect, it } from 'vitest'
import { DeviceError } from '../../src/entities/errors.ts'
import { brokerError } from '../../src/homeassistant/brokerErrors.ts'

const sentence = (code: string | number) =>
  brokerError(Object.assign(new Error('text of the library'), { code }), 'broker.lan:1883').message

describe('what is wrong with a broker', () => {
  it.each([
    [134, 'refused the user name or password'],
    [135, 'refused the user name or password'],
    [4, 'refused the user name or password'],
    [5, 'refused the user name or password'],
    [1, 'does not speak MQTT 5'],
    [132, 'does not speak MQTT 5'],
    [142, 'another client with the same id'],
    ['ECONNREFUSED', 'refuses connections'],
    ['ENOTFOUND', 'has a host name that is not known'],
    ['EAI_AGAIN', 'cannot be looked up now'],
    ['EHOSTUNREACH', 'cannot be reached'],
    ['ETIMEDOUT', 'does not answer'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'no known authority signed'],
    ['CERT_HAS_EXPIRED', 'has expired'],
    ['CERT_NOT_YET_VALID', 'not valid yet'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'for another host name'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'wants a certificate from this program'],
  ])('%s is told as "%s"', (code, text) => {
    expect(sentence(code)).toContain(`the broker at broker.lan:1883 `)
    expect(sentence(code)).toContain(text)
  })

  it.each(['connack timeout', 'Keepalive timeout'])('"%s" of the library is told as no answer', (text) => {
    expect(brokerError(new Error(text), 'x').message).toBe('the broker at x does not answer')
  })

  it('"Connection closed" of the library is told as a connection that the broker broke', () => {
    expect(brokerError(new Error('Connection closed'), 'x').message).toBe('the broker at x broke the connection')
  })

  it('is that of the first address where all addresses of a name failed', () => {
    const each = ['ECONNREFUSED', 'ENETUNREACH'].map((code) => Object.assign(new Error('no'), { code }))
    expect(brokerError(new AggregateError(each), 'x').message).toContain('refuses connections')
  })

  it('is told in the library’s words where it is nothing known', () => {
    expect(brokerError(new Error('strange'), 'x').message).toBe('the broker at x cannot be used: strange')
    expect(brokerError('strange', 'x').message).toBe('the broker at x cannot be used: strange')
  })

  it('stays a sentence that was made already', () => {
    const error = new DeviceError('mqtt.ca: the file x does not exist')
    expect(brokerError(error, 'x')).toBe(error)
  })
})
