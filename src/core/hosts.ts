import { createRequire } from 'node:module'

/** Loads node:url only when it is called: most starts name no host. */
const toAscii = (domain: string): string => {
  const url = createRequire(import.meta.url)('node:url') as typeof import('node:url')
  return url.domainToASCII(domain)
}

/** A pattern of host names: one name, a domain with all names below it, or any name. */
type HostPattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'name'; readonly name: string }
  /** `*.example.com` matches only names below the domain; `.example.com` also matches the domain itself. */
  | { readonly kind: 'below'; readonly name: string; readonly itself: boolean }

/** Describes the valid host patterns, for a refusal. */
export const hostPatternWords =
  'a name such as my-pc.local, *.example.com or .ngrok.io, without scheme and path, or * for any'

const LABELS = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/

/**
 * Reads a value of `--allow-host` and ignores a port. Returns undefined for a text that no `Host` can match.
 */
export const readHostPattern = (text: string): HostPattern | undefined => {
  if (text === '*') return { kind: 'any' }
  const address = /^\[[\da-f:.]+\](:\d+)?$/i.test(text)
  const [, star = '', rest = ''] = /^(\*?\.)?(.*)$/s.exec(text) ?? []
  const bare = rest.replace(address ? /(?<=\]):\d+$/ : /:\d+$/, '').replace(/\.$/, '')
  if (address) return { kind: 'name', name: bare.toLowerCase() }
  const name = /[/\\?#@:\s]/.test(bare) ? '' : toAscii(bare).toLowerCase()
  if (!LABELS.test(name)) return undefined
  if (star === '') return { kind: 'name', name }
  return { kind: 'below', name, itself: star === '.' }
}

/** Describes the valid origins, for a refusal. */
export const originWords =
  'scheme, host and port as a browser sends them, such as https://app.example.com or http://localhost:5173'

/** Whether a text has the form in which a browser sends the `Origin` of a page. */
export const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^[a-z][a-z\d+.-]*:\/\/[^/?#@*\s]+$/i.test(text)

/** Whether an address or host name can be reached from this machine only. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' ||
  address === '::1' ||
  /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address)

/**
 * The names of WeChat's servers. A hosts entry or a network alias may point them to the mock
 * (docs/spec/wechat-platform.md#where).
 */
export const wechatHosts = ['api', 'api2', 'sh.api', 'sz.api', 'hk.api', 'open', 'mp'].map(
  (name) => `${name}.weixin.qq.com`,
)
