import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A request of the load generator. */
export interface LoadRequest {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The requests that every server gets, and the checks of the answers. */
export interface Workload {
  readonly name: string
  readonly what: string
  /** The requests, which are sent in turn. */
  readonly requests: readonly LoadRequest[]
  /** A text that every correct answer contains and no wrong answer does. It is checked under load. */
  readonly sign: string
  /** Checks an answer thoroughly, before and after the load. */
  readonly right: (body: string) => boolean
}

export const samples = join(import.meta.dirname, 'samples')

const sample = (name: string): string => readFileSync(join(samples, name), 'utf8')

interface UserDomain {
  readonly userDomain: string
  readonly secret: string
}

/** The first user domain of the seed world. */
export const { userDomain, secret } = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/world.json'), 'utf8')) as {
    readonly userDomains: readonly [UserDomain]
  }
).userDomains[0]

const APP_ID = 'wx0123456789abcdef'
const CODES = 10_000

/** Returns login number `n` at the IoT platform, signed as in test/documents/002.txt. */
export const signedLogin = (n: number, prefix = ''): LoadRequest => {
  const code = `code${String(n).padStart(6, '0')}`
  const query = new URLSearchParams({
    appId: APP_ID,
    code,
    signature: hash('sha256', APP_ID + code + secret),
    userDomain,
  })
  const path = `${prefix}/v2/enduser/enduserapi/wechatOffiaccountAuthLogin?${query.toString()}`
  return { method: 'POST', path }
}

export const signedLogins = (count: number): LoadRequest[] =>
  Array.from({ length: count }, (_, n) => signedLogin(n))

const authorization = (type: string, body: string): LoadRequest => ({
  method: 'POST',
  path: '/api/Customer/AppAuthorization',
  headers: { 'Content-Type': type, Accept: type },
  body,
})

interface Answer {
  readonly code?: number
  readonly status?: number
  readonly data?: { readonly accessToken?: unknown; readonly tokenType?: unknown } | null
}

export const logins: Workload = {
  name: 'a',
  what: 'signed IoT login (10,000 codes in turn)',
  requests: signedLogins(CODES),
  sign: '"accessToken":',
  right: (body) => {
    const { code, data } = JSON.parse(body) as Answer
    return (code === 0 || code === 200) && data?.accessToken !== undefined
  },
}

export const workloads: readonly Workload[] = [
  logins,
  {
    name: 'b',
    what: 'AppAuthorization in JSON',
    requests: [authorization('application/json', sample('b.req.json'))],
    sign: '"accessToken":',
    right: (body) => {
      const { status, data } = JSON.parse(body) as Answer
      return (status === 0 || status === 1) && Boolean(data?.accessToken && data.tokenType)
    },
  },
  {
    name: 'c',
    what: 'AppAuthorization in XML',
    requests: [authorization('application/xml', sample('c.req.xml'))],
    sign: 'AccessToken>',
    right: (body) =>
      body.startsWith('<ResultMessageOfMAuthorizationResponsepV765kqn ') &&
      body.trimEnd().endsWith('</ResultMessageOfMAuthorizationResponsepV765kqn>'),
  },
]
