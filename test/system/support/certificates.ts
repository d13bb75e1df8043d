import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Paths of PEM files. */
interface KeyPair {
  readonly cert: string
  readonly key: string
}

export interface Certificates {
  /** The authority that signed the two below: what a client trusts. */
  readonly ca: string
  /** For localhost and 127.0.0.1. */
  readonly server: KeyPair
  readonly client: KeyPair
  /** Signed by itself: what a client must not trust and a server must refuse. */
  readonly stranger: KeyPair
}

/** Makes an authority of its own and what it signs, in the folder given. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const ca = await selfSigned(folder, 'ca', 'Energy Monitor test authority')
  const [server, client, stranger] = await Promise.all([
    signed(folder, 'server', 'subjectAltName=DNS:localhost,IP:127.0.0.1', ca),
    signed(folder, 'client', 'extendedKeyUsage=clientAuth', ca),
    selfSigned(folder, 'stranger', 'Stranger'),
  ])
  return { ca: ca.cert, server, client, stranger }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function paths(folder: string, name: string): KeyPair {
  return { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
}

async function selfSigned(folder: string, name: string, subject: string): Promise<KeyPair> {
  const { cert, key } = paths(folder, name)
  const subjectArgs = ['-subj', `/CN=${subject}`]
  await run('openssl', ['req', '-x509', ...newKey, ...subjectArgs, '-keyout', key, '-out', cert])
  return { cert, key }
}

async function signed(folder: string, name: string, extension: string, ca: KeyPair): Promise<KeyPair> {
  const { cert, key } = paths(folder, name)
  const [request, extensions] = [join(folder, `${name}.csr`), join(folder, `${name}.ext`)]
  await writeFile(extensions, extension)
  await run('openssl', ['req', ...newKey, '-subj', `/CN=${name}`, '-keyout', key, '-out', request])
  const signer = ['-CA', ca.cert, '-CAkey', ca.key, '-set_serial', `0x${serial(name)}`]
  await run('openssl', ['x509', '-req', '-in', request, ...signer, '-extfile', extensions, '-out', cert])
  return { cert, key }
}

// An authority's serial numbers differ; a shared serial file would be written by both at once.
function serial(name: string): string {
  return Buffer.from(name).toString('hex')
}
