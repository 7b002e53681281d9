import { createRequire } from 'node:module'

/** Loaded here: most starts name no host. */
const toAscii = (domain: string): string => {
  const url = createRequire(import.meta.url)('node:url') as typeof import('node:url')
  return url.domainToASCII(domain)
}

/** Host names: one, a domain with all below it, or any. */
type HostPattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'name'; readonly name: string }
  /** `*.example.com` has those below only; `.example.com` the domain itself, too. */
  | { readonly kind: 'below'; readonly name: string; readonly itself: boolean }

/** What a pattern may be, for a refusal. */
export const hostPatternWords =
  'a name such as my-pc.local, *.example.com or .ngrok.io, without scheme and path, or * for any'

const LABELS = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/

/** Reads what `--allow-host` takes; a port is passed over. Undefined for what no `Host` can match. */
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

/** What an origin may be, for a refusal. */
export const originWords =
  'scheme, host and port as a browser sends them, such as https://app.example.com or http://localhost:5173'

/** Whether a text is what a browser sends as the `Origin` of a page. */
export const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^[a-z][a-z\d+.-]*:\/\/[^/?#@*\s]+$/i.test(text)

/** Whether only this machine reaches an address or a host name. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' ||
  address === '::1' ||
  /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address)

/**
 * Names of WeChat's servers, to which a hosts entry or a network alias may lead here
 * (docs/spec/wechat-platform.md#where).
 */
export const wechatHosts = ['api', 'api2', 'sh.api', 'sz.api', 'hk.api', 'open', 'mp'].map(
  (name) => `${name}.weixin.qq.com`,
)
