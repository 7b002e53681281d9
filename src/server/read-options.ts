import { createRequire } from 'node:module'
import { isObject } from '../core/is-object.ts'
import { meantOrKnown } from '../core/nearest-name.ts'
import { defaultLimits } from '../http/limits.ts'
import type { MockOptions } from './options.ts'
import type { Api } from '../core/api.ts'

/** The kind of an option's value: a description for messages, and a check. */
interface Kind {
  readonly words: string
  readonly takes: (value: unknown) => boolean
}
const listOf =
  (takes: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(takes)
const isText = (value: unknown): boolean => typeof value === 'string'

const text: Kind = { words: 'a text', takes: isText }
const truth: Kind = { words: 'true or false', takes: (value) => typeof value === 'boolean' }

const kinds = {
  port: {
    words: 'a whole number from 0 to 65535',
    takes: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
  },
  host: text,
  state: text,
  statePrefix: text,
  stateTimeout: {
    words: 'a whole number from 100 to 60000',
    takes: (value) => Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 60_000,
  },
  memory: truth,
  durable: truth,
  repair: truth,
  fixtures: {
    words: 'a list of files, folders and fixtures',
    takes: listOf((one) => isText(one) || isObject(one)),
  },
  watch: truth,
  watchInterval: {
    words: 'a whole number of milliseconds from 10',
    takes: (value) => Number.isInteger(value) && Number(value) >= 10,
  },
  seed: text,
  clock: text,
  strict: truth,
  wechatDeny: { words: 'page or state', takes: (value) => value === 'page' || value === 'state' },
  prefer: text,
  requireTenant: truth,
  explain: truth,
  allowHosts: { words: 'a list of names', takes: listOf(isText) },
  cors: truth,
  adminToken: text,
  adminTokenFile: text,
  adminOrigins: { words: 'a list of origins', takes: listOf(isText) },
  https: truth,
  cert: text,
  key: text,
  proxy: { words: 'an object of URLs by API', takes: isObject },
  record: text,
  certDir: text,
  limits: { words: 'an object of numbers', takes: isObject },
  log: { words: 'a function of level and line', takes: (value) => typeof value === 'function' },
  apis: { words: 'a list of APIs', takes: listOf(isObject) },
} satisfies Readonly<Record<keyof MockOptions, Kind>>

/** Throws a TypeError of one sentence for an unknown option or limit, or a value of the wrong kind. */
export const checkOptionKinds = (options: MockOptions): void => {
  const table: Readonly<Record<string, Kind>> = kinds
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(table, name) ? table[name] : undefined
    if (kind === undefined) throw new TypeError(unknown('option', name, Object.keys(kinds)))
    if (value !== undefined && !kind.takes(value))
      throw new TypeError(`The option ${name} must be ${kind.words}, not ${shown(value)}.`)
  }
  for (const name of Object.keys(options.limits ?? {}))
    if (!Object.hasOwn(defaultLimits, name))
      throw new TypeError(unknown('limit', name, Object.keys(defaultLimits)))
}

const unknown = (what: string, name: string, known: readonly string[]): string =>
  `There is no ${what} ${JSON.stringify(name)}${meantOrKnown(name, known)}`

const shown = (value: unknown): string => {
  // Loaded on demand, because most starts refuse nothing.
  const { inspect } = createRequire(import.meta.url)('node:util') as typeof import('node:util')
  return inspect(value, { depth: 1 }).slice(0, 80)
}

/** Returns the URLs of the back ends, by API name. Throws a RangeError of one sentence. */
export const backEndUrls = (
  apis: readonly Api[],
  { proxy = {} }: MockOptions,
): ReadonlyMap<string, URL> => {
  const names = apis.map((api) => api.name)
  const checked = (name: string, url: unknown): readonly [string, URL] => {
    if (!names.includes(name))
      throw new RangeError(
        `--proxy: there is no API ${JSON.stringify(name)}${meantOrKnown(name, names)}`,
      )
    return [
      name,
      baseUrl('--proxy', url, {
        credentials: 'let the client send them, as it does to the back end',
        query: 'requests bring their own query',
      }),
    ]
  }
  return new Map(Object.entries(proxy).map(([name, url]) => checked(name, url)))
}

/**
 * Reads the URL of a back end: http or https, without credentials, query and fragment. Throws a RangeError of
 * one sentence. The message shows `written` in place of `text`, which may contain a secret.
 */
export const baseUrl = (
  flag: string,
  text: unknown,
  instead: { readonly credentials: string; readonly query: string },
  written = text,
): URL => {
  const url =
    typeof text === 'string' && /^https?:\/\/[^/]/i.test(text) && URL.canParse(text)
      ? new URL(text)
      : undefined
  if (url === undefined)
    throw new RangeError(
      `${flag} ${JSON.stringify(written)} cannot be: use a URL of http or https, such as https://api.example.com.`,
    )
  if (url.username !== '' || url.password !== '')
    throw new RangeError(`${flag} must not hold a name or a password: ${instead.credentials}.`)
  if (url.search !== '' || url.hash !== '')
    throw new RangeError(`${flag} must end with its path: ${instead.query}.`)
  return url
}
