import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { wechatHosts } from '../core/wechat-hosts.ts'

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

const DAY_MS = 86_400_000

/**
 * Makes a self-signed certificate for localhost, WeChat's own servers and `host`, good for a year from `now` (ms). Node can
 * sign but not write X.509, hence the DER below (RFC 5280).
 */
export const makeCertificate = (host: string, now: number): Certificate => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid('2a8648ce3d040302')) // ecdsa-with-SHA256
  const body = toBeSigned(algorithm, publicKey, host, now)
  const signature = sign('sha256', body, privateKey)
  const der = sequence(body, algorithm, bitString(signature))
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const toBeSigned = (algorithm: Buffer, key: KeyObject, host: string, now: number): Buffer => {
  const commonName = sequence(
    set(sequence(oid('550403'), der(0x0c, Buffer.from('wechat-login-mock')))),
  )
  return sequence(
    der(0xa0, integer(2)), // version 3
    integer(Math.floor(now / 1000)), // serial
    algorithm,
    commonName, // issuer
    sequence(utcTime(now - DAY_MS), utcTime(now + 365 * DAY_MS)),
    commonName, // subject
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension('551d11', sequence(...alternativeNames(host))))),
  )
}

const alternativeNames = (host: string): readonly Buffer[] => [
  der(0x82, Buffer.from('localhost')),
  ...wechatHosts.map((name) => der(0x82, Buffer.from(name))),
  der(0x87, Buffer.from([127, 0, 0, 1])),
  der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])])),
  ...(isIPv4(host)
    ? [der(0x87, Buffer.from(host.split('.').map(Number)))]
    : /^[a-z0-9.-]+$/i.test(host)
      ? [der(0x82, Buffer.from(host))]
      : []),
]

const extension = (hex: string, value: Buffer): Buffer => sequence(oid(hex), der(0x04, value))

/** Tag, length, content. */
const der = (tag: number, content: Buffer): Buffer => {
  const { length } = content
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const set = (part: Buffer): Buffer => der(0x31, part)
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const bitString = (bytes: Buffer): Buffer => der(0x03, Buffer.concat([Buffer.from([0]), bytes]))

/** Not negative; a leading zero keeps the sign bit clear. */
const integer = (value: number): Buffer => {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return der(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]))
}

/** YYMMDDHHMMSSZ, good until 2049. */
const utcTime = (ms: number): Buffer => {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}
