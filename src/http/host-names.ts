import { isIP } from 'node:net'
import { wechatHosts } from '../core/wechat-hosts.ts'

/**
 * Whether a `Host` header names this server (docs/spec/control.md#access): the guard against DNS
 * rebinding.
 */
export type HostCheck = (host: string | undefined) => boolean

/** localhost, its subdomains, WeChat's servers and IP literals always; then the names given. */
export const createHostCheck = (names: readonly string[]): HostCheck => {
  const allowed = new Set([...wechatHosts, ...names.map((name) => hostname(name))])
  // Clients repeat themselves: the last good header is compared as a whole first.
  let last: string | undefined
  return (host) => {
    if (host === undefined || host === last) return true
    const name = hostname(host)
    const good =
      name === 'localhost' || name.endsWith('.localhost') || isLiteral(name) || allowed.has(name)
    if (good) last = host
    return good
  }
}

/** Without port, trailing dot and case. IPv6 literals keep their brackets. */
const hostname = (host: string): string =>
  host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')

const isLiteral = (name: string): boolean =>
  name.startsWith('[') && name.endsWith(']') ? isIP(name.slice(1, -1)) === 6 : isIP(name) === 4
