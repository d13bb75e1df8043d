import { DeviceError } from '../entities/errors.ts'

/** What went wrong with the broker as one sentence for the user. `place` is its host and port. */
export function brokerError(error: unknown, place: string): DeviceError {
  if (error instanceof DeviceError) return error
  const code = codeOf(error)
  const known = typeof code === 'number' ? reasons.get(code) : typeof code === 'string' ? codes.get(code) : undefined
  return new DeviceError(`the broker at ${place} ${known ?? `cannot be used: ${messageOf(error)}`}`)
}

/** The broker closed the connection before it answered. */
export const closedEarly = (place: string, encrypted: boolean): DeviceError =>
  new DeviceError(
    encrypted
      ? `the broker at ${place} closed the connection: does this port speak TLS, and does it want a client certificate (certificate: and key: below mqtt:)?`
      : `the broker at ${place} closed the connection: is it an MQTT broker, and does this port want TLS (mqtts://)?`,
  )

/** An error that stands for several (one for each address tried) is told by the first of them. */
function codeOf(error: unknown): unknown {
  if (error instanceof AggregateError && !('code' in error)) return codeOf(error.errors[0])
  if (error instanceof Error && 'code' in error) return error.code
  return error instanceof Error ? error.message : undefined
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const notLetIn = 'refused the user name or password: check username and password below mqtt:'
const noVersion5 = 'does not speak MQTT 5: update it'

/** Reason codes of MQTT 5, and the return codes by which an older broker refuses it. */
const reasons: ReadonlyMap<number, string> = new Map([
  [1, noVersion5],
  [3, 'is not ready'],
  [4, notLetIn],
  [5, notLetIn],
  [132, noVersion5],
  [134, notLetIn],
  [135, notLetIn],
  [136, 'is not ready'],
  [137, 'is busy'],
  [138, 'has banned this program'],
  [139, 'is shutting down'],
  [141, 'ended the connection, as it heard nothing from here in time'],
  [142, 'ended the connection, as another client with the same id came'],
  [149, 'refused a message as too large'],
  [151, 'refused more, as a quota is used up'],
  [152, 'ended the connection: its administrator did'],
])

const selfSigned = 'has a certificate that no known authority signed: name its authority in ca: below mqtt:'
const wantsCertificate = 'wants a certificate from this program that it knows: check certificate: and key: below mqtt:'
const unreachable = 'cannot be reached: check the address and the network'
const noAnswer = 'does not answer'

/** Codes of the system, of OpenSSL, and texts of the mqtt library. */
const codes: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refuses connections: is it running, and is the port right?'],
  ['ENOTFOUND', 'has a host name that is not known: check url: below mqtt:'],
  ['EAI_AGAIN', 'has a host name that cannot be looked up now: check the network'],
  ['EHOSTUNREACH', unreachable],
  ['ENETUNREACH', unreachable],
  ['ETIMEDOUT', noAnswer],
  ['connack timeout', noAnswer],
  ['Keepalive timeout', noAnswer],
  ['ECONNRESET', 'broke the connection'],
  ['EPIPE', 'broke the connection'],
  ['Connection closed', 'broke the connection'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', selfSigned],
  ['SELF_SIGNED_CERT_IN_CHAIN', selfSigned],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', selfSigned],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', selfSigned],
  ['CERT_HAS_EXPIRED', 'has a certificate that has expired'],
  ['CERT_NOT_YET_VALID', 'has a certificate that is not valid yet: check the clocks of both machines'],
  ['CERT_SIGNATURE_FAILURE', selfSigned],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'has a certificate for another host name: use the name that is in the certificate in url: below mqtt:'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS on this port: use mqtt:// or its TLS port'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'does not speak TLS on this port: use mqtt:// or its TLS port'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', wantsCertificate],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', wantsCertificate],
  ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', wantsCertificate],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', wantsCertificate],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', wantsCertificate],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'refused the certificate of this program as expired'],
  ['ERR_OSSL_PEM_NO_START_LINE', 'cannot be reached, as ca:, certificate: or key: below mqtt: is not a PEM file'],
  ['ERR_MISSING_PASSPHRASE', 'cannot be reached, as key: below mqtt: is protected by a password; use one that is not'],
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'cannot be reached, as certificate: and key: below mqtt: do not belong together'],
])
