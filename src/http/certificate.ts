import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
  X509Certificate,
} from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wechatHosts } from '../core/hosts.ts'

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000
/** Browsers accept at most 398 days for a server certificate. */
const SERVER_DAYS = 365
const AUTHORITY_DAYS = 3_650

const NAME = 'wechat-login-mock'

/**
 * Makes a certificate for localhost, WeChat's own servers and these names and addresses. It is valid for a
 * year from `now` (ms). `authority` signs it and its certificate is appended; without `authority` the
 * certificate is self-signed. Node can sign but not write X.509, so this module writes DER (RFC 5280).
 */
export const makeCertificate = (
  names: string | readonly string[],
  now: number,
  authority?: Certificate,
): Certificate => {
  const { privateKey, publicKey } = newKey()
  const signer =
    authority === undefined
      ? { key: privateKey, name: NAME }
      : {
          key: createPrivateKey(authority.key),
          name: authorityName(createPublicKey(authority.key)),
        }
  const cert = signed(signer.key, {
    issuer: signer.name,
    subject: NAME,
    key: publicKey,
    from: now - DAY_MS,
    to: now + SERVER_DAYS * DAY_MS,
    extensions: [
      extension('551d11', sequence(...alternativeNames([names].flat()))),
      extension('551d13', sequence(), true), // basicConstraints: no authority
      extension('551d0f', bitString(Buffer.from([0x80]), 7), true), // keyUsage: digitalSignature
      extension('551d25', sequence(oid('2b06010505070301'))), // extKeyUsage: serverAuth
      extension('551d0e', octets(keyId(publicKey))),
      extension('551d23', sequence(der(0x80, keyId(createPublicKey(signer.key))))),
    ],
  })
  return { cert: `${cert}${authority?.cert ?? ''}`, key: pemOf(privateKey) }
}

/**
 * Makes a certificate authority that is valid for ten years from `now` (ms). A phone has to trust it only
 * once.
 */
export const makeAuthority = (now: number): Certificate => {
  const { privateKey, publicKey } = newKey()
  const name = authorityName(publicKey)
  return {
    cert: signed(privateKey, {
      issuer: name,
      subject: name,
      key: publicKey,
      from: now - DAY_MS,
      to: now + AUTHORITY_DAYS * DAY_MS,
      extensions: [
        extension('551d13', sequence(truth()), true), // basicConstraints: an authority
        extension('551d0f', bitString(Buffer.from([0x06]), 1), true), // keyUsage: keyCertSign, cRLSign
        extension('551d0e', octets(keyId(publicKey))),
      ],
    }),
    key: pemOf(privateKey),
  }
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })
const keyId = (key: KeyObject): Buffer => createHash('sha1').update(spkiOf(key)).digest()

/** Returns a name that differs for each authority, because systems store authorities by name. */
const authorityName = (key: KeyObject): string =>
  `${NAME} ${keyId(key).toString('hex').slice(0, 8)}`

interface Facts {
  readonly issuer: string
  readonly subject: string
  readonly key: KeyObject
  readonly from: number
  readonly to: number
  readonly extensions: readonly Buffer[]
}

const signed = (key: KeyObject, facts: Facts): string => {
  const algorithm = sequence(oid('2a8648ce3d040302')) // ecdsa-with-SHA256
  const body = sequence(
    der(0xa0, integer(2)), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])), // serial
    algorithm,
    commonName(facts.issuer),
    sequence(utcTime(facts.from), utcTime(facts.to)),
    commonName(facts.subject),
    spkiOf(facts.key),
    der(0xa3, sequence(...facts.extensions)),
  )
  const bytes = sequence(body, algorithm, bitString(sign('sha256', body, key)))
  const lines = bytes.toString('base64').replace(/.{64}(?!$)/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

const commonName = (name: string): Buffer =>
  sequence(set(sequence(oid('550403'), der(0x0c, Buffer.from(name)))))

const alternativeNames = (names: readonly string[]): readonly Buffer[] =>
  [...new Set(['localhost', ...wechatHosts, '127.0.0.1', '::1', ...names])].flatMap((name) => {
    if (isIPv4(name)) return [der(0x87, Buffer.from(name.split('.').map(Number)))]
    if (isIPv6(name)) return [der(0x87, ipv6Bytes(name))]
    return /^(\*\.)?[a-z0-9_.-]+$/i.test(name) ? [der(0x82, Buffer.from(name))] : []
  })

const ipv6Bytes = (address: string): Buffer => {
  const hex = address
    .replace(/%.*$/, '')
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...bytes: readonly string[]) => {
      const [a = '', b = '', c = '', d = ''] = bytes.map((byte) => Number(byte).toString(16))
      return `${a}${b.padStart(2, '0')}:${c}${d.padStart(2, '0')}`
    })
  const [head = '', rest] = hex.split('::')
  const groupsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(':'))
  const [before, after] = [groupsOf(head), groupsOf(rest ?? '')]
  const zeros = Array<string>(8 - before.length - after.length).fill('0')
  const groups = rest === undefined ? before : [...before, ...zeros, ...after]
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

const extension = (hex: string, value: Buffer, critical = false): Buffer =>
  sequence(oid(hex), ...(critical ? [truth()] : []), octets(value))

const CERTIFICATE = 'wechat-login-mock.ca.pem'
const KEY = 'wechat-login-mock.ca-key.pem'

/** An authority with less validity left is replaced. */
const LEAST_LEFT_MS = 30 * 86_400_000

/**
 * Returns the authority that is stored in a folder. Makes a new one if there is none or if it expires soon.
 * Only this user can read the key file. Throws RangeError with one sentence if the folder or its files
 * cannot be used.
 */
export const keptAuthority = (folder: string, now: number): Certificate => {
  const [file, keyFile] = [join(folder, CERTIFICATE), join(folder, KEY)]
  const [cert, key] = [textOf(file), textOf(keyFile)]
  if (cert !== undefined && key !== undefined && isGood(file, keyFile, cert, key, now))
    return { cert, key }
  const made = makeAuthority(now)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(keyFile, made.key, { mode: 0o600 })
    writeFileSync(file, made.cert)
  } catch (error) {
    throw new RangeError(
      `${file} cannot be written (${codeOf(error)}): name a folder of yours with --cert-dir.`,
      { cause: error },
    )
  }
  return made
}

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new RangeError(
      `${file} cannot be read (${codeOf(error)}): name a folder of yours with --cert-dir.`,
      { cause: error },
    )
  }
}

/** Returns false if the authority expires soon. Throws RangeError if the files are no matching pair. */
const isGood = (file: string, keyFile: string, cert: string, key: string, now: number): boolean => {
  try {
    const certificate = new X509Certificate(cert)
    if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('not its key')
    return Date.parse(certificate.validTo) - LEAST_LEFT_MS > now
  } catch {
    throw new RangeError(
      `${file} and ${keyFile} are no certificate and its key: delete both to have new ones made.`,
    )
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error'

/** Encodes a DER value: tag, length, content (X.690). */
const der = (tag: number, content: Buffer): Buffer => {
  const { length } = content
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const set = (part: Buffer): Buffer => der(0x31, part)
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const octets = (bytes: Buffer): Buffer => der(0x04, bytes)
const truth = (): Buffer => der(0x01, Buffer.from([0xff]))

/** `unused`: number of bits of the last byte that do not belong to the value. */
const bitString = (bytes: Buffer, unused = 0): Buffer =>
  der(0x03, Buffer.concat([Buffer.from([unused]), bytes]))

/** Encodes an integer that is not negative. A leading zero byte keeps the sign bit clear. */
const integer = (value: number | Buffer): Buffer => {
  const bytes = typeof value === 'number' ? bytesOf(value) : value
  return der(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]))
}

const bytesOf = (value: number): Buffer => {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}

/** Encodes a time as YYMMDDHHMMSSZ, which is defined until 2049. */
const utcTime = (ms: number): Buffer => {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}
