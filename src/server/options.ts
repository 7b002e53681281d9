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

/** Whether `--state` names a Redis rather than a file. */
export const isRedisUrl = (state: string): boolean => /^rediss?:\/\//i.test(state)

/** The command line's flags in camel case (docs/spec/control.md#command-line). */
export interface MockOptions {
  /** 0 takes any free one. Default 0. */
  readonly port?: number
  /** Default 127.0.0.1. Beyond loopback the admin API asks for its token. */
  readonly host?: string
  /**
   * File that keeps the worlds, or the Redis where replicas share everything: `redis://host:6379/0`, `rediss://`
   * for TLS. Absent: they are kept in memory.
   */
  readonly state?: string
  /** Before every key in Redis. Default `wlm`. */
  readonly statePrefix?: string
  /** Milliseconds that a request waits for Redis at most. Default 2000. */
  readonly stateTimeout?: number
  /** In memory, whatever `state` says. */
  readonly memory?: boolean
  /** An answer leaves only when its change is safe on disk. */
  readonly durable?: boolean
  /** Loads what is intact of a damaged state file, and keeps the damaged one beside it. */
  readonly repair?: boolean
  /** Fixture files, folders of them, and fixtures as objects. */
  readonly fixtures?: readonly FixtureSource[]
  /** Reads fixtures again when they change. */
  readonly watch?: boolean
  /** Milliseconds between two looks at the files. Default 1000. */
  readonly watchInterval?: number
  /** What every id and token is derived from. */
  readonly seed?: string
  /** An ISO 8601 instant to stand still at, or a shift such as `+2h`. */
  readonly clock?: string
  /** Only known WeChat codes, each once. */
  readonly strict?: boolean
  /**
   * What denying does on the consent page: `page` (default) stays on a closed page, `state` comes back with
   * `state` alone. The world's `site.denyRedirects` goes before it.
   */
  readonly wechatDeny?: 'page' | 'state'
  /** A preference that holds for every request, such as `example=code-invalid`. */
  readonly prefer?: string
  readonly requireTenant?: boolean
  /** `X-Mock-Notes` on answers that have notes. */
  readonly explain?: boolean
  /** `Host` names to answer to beside localhost and IP addresses: `my-pc.local`, `*.example.com`, `.ngrok.io`, `*`. */
  readonly allowHosts?: readonly string[]
  /** Default true. */
  readonly cors?: boolean
  /** Asked for on every admin call when given. */
  readonly adminToken?: string
  /** File that keeps the admin token; made, with a token of its own, when it is not there. */
  readonly adminTokenFile?: string
  /** Origins whose pages may use the admin API with its token: `https://app.example.com`. */
  readonly adminOrigins?: readonly string[]
  /** Default false; without `cert` and `key` a certificate is made. */
  readonly https?: boolean
  /** File with a PEM certificate. */
  readonly cert?: string
  /** File with its PEM key. */
  readonly key?: string
  /** Addresses of real back ends by the names of the APIs that they answer for. */
  readonly proxy?: Readonly<Record<string, string>>
  /** File that each exchange with a back end is added to, a JSON object a line. */
  readonly record?: string
  /** Folder that keeps the made certificate's authority. Default: the state file's; without one, none is kept. */
  readonly certDir?: string
  readonly limits?: Partial<Limits>
  readonly log?: Log
  /** Default: the five documented ones. */
  readonly apis?: readonly Api[]
}

export const DEFAULT_HOST = '127.0.0.1'

/** Throws for a limit that no server could keep. */
export const limitsOf = ({ limits = {} }: MockOptions): Limits => {
  for (const [name, value] of Object.entries(limits))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`The limit ${name} must be a whole number above 0, not ${value}.`)
  return { ...defaultLimits, ...limits }
}

/** Most records of the world's lists, by their names; all others have `limits.records`. */
export const maxRecordsOf = ({ codes, tokens }: Limits): Readonly<Record<string, number>> => ({
  ...{ codes, sessions: codes, phoneCodes: codes, smsCodes: codes },
  ...{ tokens, wechatTokens: tokens, appTokens: tokens },
})

/** The server's own `--prefer`. Throws when it is not understood. */
export const preferencesOf = ({ prefer }: MockOptions): Preferences | undefined => {
  if (prefer === undefined) return undefined
  const read = parsePreferences(prefer)
  if ('error' in read) throw new RangeError(read.error)
  return read
}

/** What to serve HTTPS with, and what has to be trusted for it. */
interface Tls extends Certificate {
  /** PEM: the authority's certificate where one was made, else the given one. */
  readonly trust: string
}

/** The certificate to serve with; undefined for plain HTTP. Throws when a file cannot be read. */
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

/** The certificate (PEM) of the authority that a folder keeps, made when there is none. Rejects with one sentence. */
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

/** Where the authority is kept; undefined where it is made anew for each start. */
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

/** Throws for a name that no `Host` can be. */
export const checkAllowHosts = ({ allowHosts = [] }: MockOptions): void => {
  const bad = allowHosts.find((name) => readHostPattern(name) === undefined)
  if (bad !== undefined)
    throw new RangeError(`allowHosts cannot have ${JSON.stringify(bad)}: use ${hostPatternWords}.`)
}

/** Throws for what no browser sends as `Origin`. */
export const checkAdminOrigins = ({ adminOrigins = [] }: MockOptions): void => {
  const bad = adminOrigins.find((one) => !isOrigin(one))
  if (bad !== undefined)
    throw new RangeError(`adminOrigins cannot have ${JSON.stringify(bad)}: use ${originWords}.`)
}

/** The admin token, given or kept in a file; undefined where one is to be made up. Throws for a file that cannot be. */
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

/** Throws for what the system takes for an address but no client writes so: `127.1`, `0x7f000001`, `2130706433`. */
export const hostOf = ({ host = DEFAULT_HOST }: MockOptions): string => {
  if (/^(0x[\da-f]+|\d+)(\.(0x[\da-f]+|\d+))*\.?$/i.test(host) && isIP(host) === 0)
    throw new RangeError(
      `--host ${JSON.stringify(host)} cannot be: write the address in full, such as 127.0.0.1 or 0.0.0.0.`,
    )
  return host
}
