import { DeviceError } from '../entities/errors.ts'

/** What went wrong on the way to Home Assistant as one sentence for the user. */
export function coreError(error: unknown, place: string): DeviceError {
  if (error instanceof DeviceError) return error
  const first = error instanceof AggregateError && !('code' in error) ? error.errors[0] : error
  const code = first instanceof Error && 'code' in first ? first.code : undefined
  const message = first instanceof Error ? first.message : String(first)
  return new DeviceError(`${place} ${sentences.get(String(code)) ?? answered(message) ?? `cannot be used: ${message}`}`)
}

function answered(message: string): string | undefined {
  if (message === 'Opening handshake has timed out') return 'does not answer'
  const status = /^Unexpected server response: (\d+)$/.exec(message)?.[1]
  if (status === '502' || status === '503') return `is not up (HTTP ${status})`
  if (status === '403') return 'has banned this machine (HTTP 403): take it out of ip_bans.yaml there, and check the token'
  return status && `answered HTTP ${status}: check url: below homeassistant:`
}

const unreachable = 'cannot be reached: check the address and the network'
const certificate =
  'has a certificate that is not trusted: use the name that is in it, or http:// within the house, in url: below homeassistant:'

const sentences: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refuses connections: is it running, and is the port right?'],
  ['ENOTFOUND', 'has a host name that is not known: check url: below homeassistant:'],
  ['EAI_AGAIN', 'has a host name that cannot be looked up now: check the network'],
  ['EHOSTUNREACH', unreachable],
  ['ENETUNREACH', unreachable],
  ['ETIMEDOUT', 'does not answer'],
  ['ECONNRESET', 'broke the connection'],
  ['EPIPE', 'broke the connection'],
  ['EPROTO', 'does not speak TLS on this port: use http:// in url: below homeassistant:'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS on this port: use http:// in url: below homeassistant:'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'does not speak TLS on this port: use http:// in url: below homeassistant:'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', certificate],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', certificate],
  ['SELF_SIGNED_CERT_IN_CHAIN', certificate],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', certificate],
  ['CERT_HAS_EXPIRED', 'has a certificate that has expired'],
])
