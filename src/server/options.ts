import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname } from 'node:path'
import type { Api } from '../core/api.ts'
import { hostPatternWords, isOrigin, originWords, readHostPattern } from '../core/hosts.ts'
import { lanAddresses } from '../http/host-names.ts'
import { defaultLimits, type Limits } from '../http/limits.ts'
import type { Certificate } from '../http/certificate.ts'
import type { Log } from '../core/log.ts'
import type { FixtureSource } from '../scripting/fixtures/load-fixtures.ts'
import { parsePreferences, type Preferences } from '../scripting/overrides.ts'
import { realNow } from '../world/clock.ts'

/** Returns whether `--state` names a Redis and not a file. */
export const isRedisUrl = (state: string): boolean => /^rediss?:\/\//i.test(state)

/** The options of the mock: the command line's flags in camel case (docs/spec/control.md#command-line). */
export interface MockOptions {
  /** Port to listen on. 0 takes any free port. Default 0. */
  readonly port?: number
  /** Address to listen on. Default 127.0.0.1. Beyond loopback the admin API requires its token. */
  readonly host?: string
  /**
   * File that keeps the worlds, or the Redis in which replicas share all state: `redis://host:6379/0`,
   * `rediss://` for TLS. Absent: the worlds are kept in memory.
   */
  readonly state?: string
  /** Prefix of all keys in Redis. Default `wlm`. */
  readonly statePrefix?: string
  /** Longest time that a request waits for Redis, in milliseconds. Default 2000. */
  readonly stateTimeout?: number
  /** Keeps the worlds in memory and ignores `state`. */
  readonly memory?: boolean
  /** Holds each answer back until its change is on disk. */
  readonly durable?: boolean
  /** Loads the intact part of a damaged state file, and keeps the damaged file beside it. */
  readonly repair?: boolean
  /** Fixture files, folders of fixture files, and fixtures as objects. */
  readonly fixtures?: readonly FixtureSource[]
  /** Reads fixture files again when they change. */
  readonly watch?: boolean
  /** Milliseconds between two checks of the files. Default 1000. */
  readonly watchInterval?: number
  /** Text from which all ids and tokens are derived. */
  readonly seed?: string
  /** ISO 8601 instant at which the clock is frozen, or a shift from the real time such as `+2h`. */
  readonly clock?: string
  /** Accepts only known WeChat codes, each once. */
  readonly strict?: boolean
  /**
   * Effect of denying on the consent page: `page` (default) shows a closed page, `state` redirects back with
   * `state` alone. The world's `site.denyRedirects` overrides it.
   */
  readonly wechatDeny?: 'page' | 'state'
  /** Preference that applies to every request, such as `example=code-invalid`. */
  readonly prefer?: string
  /** Refuses requests to the data plane that name no tenant. */
  readonly requireTenant?: boolean
  /** Adds `X-Mock-Notes` to answers that have notes. */
  readonly explain?: boolean
  /**
   * `Host` names that are accepted in addition to localhost and IP addresses: `my-pc.local`, `*.example.com`,
   * `.ngrok.io`, `*`.
   */
  readonly allowHosts?: readonly string[]
  /** Adds CORS headers to answers of the data plane. Default true. */
  readonly cors?: boolean
  /** Token that every admin call must send. */
  readonly adminToken?: string
  /** File that keeps the admin token. If it does not exist, it is created with a new token. */
  readonly adminTokenFile?: string
  /** Origins whose pages may use the admin API with its token, such as `https://app.example.com`. */
  readonly adminOrigins?: readonly string[]
  /** Serves HTTPS. Default false. Without `cert` and `key` a certificate is made. */
  readonly https?: boolean
  /** File with a PEM certificate. */
  readonly cert?: string
  /** File with the PEM key of `cert`. */
  readonly key?: string
  /** URLs of the back ends, by the names of the APIs that they answer for. */
  readonly proxy?: Readonly<Record<string, string>>
  /** File to which each exchange with a back end is appended, as one JSON object in a line. */
  readonly record?: string
  /**
   * Folder that keeps the authority of the made certificate. Default: the folder of the state file. Without a
   * state file the authority is not kept.
   */
  readonly certDir?: string
  readonly limits?: Partial<Limits>
  readonly log?: Log
  /** The APIs to serve. Default: the five documented APIs. */
  readonly apis?: readonly Api[]
}

export const DEFAULT_HOST = '127.0.0.1'

/** Returns the limits of the options. Throws RangeError for a limit that is no whole number above 0. */
export const limitsOf = ({ limits = {} }: MockOptions): Limits => {
  for (const [name, value] of Object.entries(limits))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`The limit ${name} must be a whole number above 0, not ${value}.`)
  return { ...defaultLimits, ...limits }
}

/** Returns the most records of some lists of a world, by list name. Other lists have `limits.records`. */
export const maxRecordsOf = ({ codes, tokens }: Limits): Readonly<Record<string, number>> => ({
  ...{ codes, sessions: codes, phoneCodes: codes, smsCodes: codes },
  ...{ tokens, wechatTokens: tokens, appTokens: tokens },
})

/** Reads the option `prefer`. Returns undefined if it is absent. Throws RangeError if it cannot be parsed. */
export const preferencesOf = ({ prefer }: MockOptions): Preferences | undefined => {
  if (prefer === undefined) return undefined
  const read = parsePreferences(prefer)
  if ('error' in read) throw new RangeError(read.error)
  return read
}

/** The certificate and key for HTTPS, and the certificate that clients have to trust. */
interface Tls extends Certificate {
  /** PEM: the authority's certificate if the certificate was made here, else the given certificate. */
  readonly trust: string
}

/** Resolves to the certificate for HTTPS; undefined for plain HTTP. Rejects with RangeError for bad files. */
export const tlsOf = async (options: MockOptions): Promise<Tls | undefined> => {
  const { https = false, cert, key, host = DEFAULT_HOST, allowHosts = [] } = options
  if (!https) return undefined
  if (cert !== undefined && key !== undefined) {
    const given = await readCertificate(cert, key)
    return { ...given, trust: given.cert }
  }
  if (cert !== undefined || key !== undefined)
    throw new RangeError('Give cert and key together, or neither for a certificate made here.')
  const certificates = await import('../http/certificate.ts')
  const { keptAuthority, makeAuthority, makeCertificate } = certificates
  const folder = certDirOf(options)
  const now = realNow()
  const authority = folder === undefined ? makeAuthority(now) : keptAuthority(folder, now)
  const names = [host, ...lanAddresses(), ...allowHosts.flatMap(namesOf)]
  return { ...makeCertificate(names, now, authority), trust: authority.cert }
}

/**
 * Resolves to the certificate (PEM) of the authority that is kept in a folder, made if there is none. Rejects
 * with RangeError of one sentence.
 */
export const authorityCertificate = async (
  options: Pick<MockOptions, 'certDir' | 'state'>,
): Promise<string> => {
  const folder = certDirOf(options)
  if (folder === undefined)
    throw new RangeError(
      'A state in Redis keeps no certificate: give --cert-dir, the folder that serve has it in.',
    )
  const { keptAuthority } = await import('../http/certificate.ts')
  return keptAuthority(folder, realNow()).cert
}

/** Returns the folder of the authority, or undefined if the authority is made anew at each start. */
const certDirOf = ({
  certDir,
  state,
  memory,
}: Pick<MockOptions, 'certDir' | 'state' | 'memory'>): string | undefined =>
  certDir ??
  (state === undefined || memory === true || isRedisUrl(state) ? undefined : dirname(state))

const namesOf = (pattern: string): readonly string[] => {
  const read = readHostPattern(pattern)
  if (read === undefined || read.kind === 'any') return []
  const { name } = read
  if (read.kind === 'name') return [name.replace(/^\[|\]$/g, '')]
  return [...(read.itself ? [name] : []), `*.${name}`]
}

/** Throws RangeError for a name in `allowHosts` that no `Host` header can match. */
export const checkAllowHosts = ({ allowHosts = [] }: MockOptions): void => {
  const bad = allowHosts.find((name) => readHostPattern(name) === undefined)
  if (bad !== undefined)
    throw new RangeError(`allowHosts cannot have ${JSON.stringify(bad)}: use ${hostPatternWords}.`)
}

/** Throws RangeError for a text in `adminOrigins` that no browser sends as `Origin`. */
export const checkAdminOrigins = ({ adminOrigins = [] }: MockOptions): void => {
  const bad = adminOrigins.find((one) => !isOrigin(one))
  if (bad !== undefined)
    throw new RangeError(`adminOrigins cannot have ${JSON.stringify(bad)}: use ${originWords}.`)
}

/**
 * Returns the admin token, given or kept in a file. Returns undefined if a token has to be made. Throws
 * RangeError if the file cannot be used.
 */
export const adminTokenOf = ({ adminToken, adminTokenFile }: MockOptions): string | undefined => {
  if (adminTokenFile === undefined) return adminToken
  if (adminToken !== undefined)
    throw new RangeError('adminToken and adminTokenFile do not go together: give one of them.')
  return keptToken(adminTokenFile)
}

const keptToken = (file: string): string => {
  const shown = `--admin-token-file ${JSON.stringify(file)}`
  try {
    const token = readFileSync(file, 'utf8').trim()
    if (/^[\x21-\x7e]+$/.test(token)) return token
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT')
      throw new RangeError(`${shown} cannot be read (${code}): name a file of yours.`, {
        cause: error,
      })
    const token = newToken()
    try {
      writeFileSync(file, `${token}\n`, { mode: 0o600 })
    } catch (error) {
      throw new RangeError(`${shown} cannot be written: name a file in a folder of yours.`, {
        cause: error,
      })
    }
    return token
  }
  throw new RangeError(`${shown} holds no token: write one line without spaces, or delete it.`)
}

/** Makes a random token of 32 characters. */
export const newToken = (): string => randomBytes(24).toString('base64url')

const readCertificate = async (cert: string, key: string): Promise<Certificate> => {
  const [certText, keyText] = [await readPem('--cert', cert), await readPem('--key', key)]
  const what = (flag: string, file: string): string => `${flag} ${JSON.stringify(file)}`
  const x509 = attempt(() => new X509Certificate(certText))
  if (x509 === undefined)
    throw new RangeError(
      `${what('--cert', cert)} is no PEM certificate: name a file that holds one.`,
    )
  const privateKey = attempt(() => createPrivateKey(keyText))
  if (privateKey === undefined)
    throw new RangeError(
      `${what('--key', key)} is no PEM key without a passphrase: name a file that holds one.`,
    )
  if (!x509.checkPrivateKey(privateKey))
    throw new RangeError(
      `${what('--key', key)} is not the key of ${what('--cert', cert)}: name two files that belong together.`,
    )
  return { cert: certText, key: keyText }
}

const readPem = (flag: string, file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new RangeError(
      `${flag} ${JSON.stringify(file)} cannot be read (${code}): name a PEM file that this user may read.`,
    )
  })

const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make()
  } catch {
    return undefined
  }
}

/**
 * Returns the host to listen on. Throws RangeError for unusual spellings of an address, which the system
 * accepts but no client uses: `127.1`, `0x7f000001`, `2130706433`.
 */
export const hostOf = ({ host = DEFAULT_HOST }: MockOptions): string => {
  if (/^(0x[\da-f]+|\d+)(\.(0x[\da-f]+|\d+))*\.?$/i.test(host) && isIP(host) === 0)
    throw new RangeError(
      `--host ${JSON.stringify(host)} cannot be: write the address in full, such as 127.0.0.1 or 0.0.0.0.`,
    )
  return host
}
