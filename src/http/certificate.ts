import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import { wechatHosts } from '../core/wechat-hosts.ts'
import { bitString, der, integer, octets, oid, sequence, set, truth, utcTime } from './der.ts'

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000
/** More than 398 days no browser takes of a server. */
const SERVER_DAYS = 365
const AUTHORITY_DAYS = 3_650

const NAME = 'wechat-login-mock'

/**
 * Makes a certificate for localhost, WeChat's own servers and these names and addresses, good for a year
 * from `now` (ms): signed by the authority, whose certificate follows it, else by itself. Node can sign but
 * not write X.509, hence the DER (RFC 5280).
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

/** Makes an authority that signs certificates, good for ten years from `now` (ms): for a phone to trust once. */
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

/** Of its own for each: systems keep authorities by name. */
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
