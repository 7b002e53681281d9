import { isIP } from 'node:net'
import { readHostPattern } from '../core/host-pattern.ts'
import { wechatHosts } from '../core/wechat-hosts.ts'

/**
 * Whether a `Host` header names this server (docs/spec/control.md#access): the guard against DNS
 * rebinding.
 */
export type HostCheck = (host: string | undefined) => boolean

/** localhost, its subdomains, WeChat's servers and IP literals always; then the names and patterns given. */
export const createHostCheck = (names: readonly string[]): HostCheck => {
  const patterns = names.flatMap((name) => readHostPattern(name) ?? [])
  const isAny = patterns.some(({ kind }) => kind === 'any')
  const allowed = new Set([
    ...wechatHosts,
    ...names.map((name) => hostname(name)),
    ...patterns.flatMap((one) =>
      one.kind === 'name' || (one.kind === 'below' && one.itself) ? [one.name] : [],
    ),
  ])
  const endings = patterns.flatMap((one) => (one.kind === 'below' ? [`.${one.name}`] : []))
  // Clients repeat themselves: the last good header is compared as a whole first.
  let last: string | undefined
  return (host) => {
    if (host === undefined || host === last) return true
    const name = hostname(host)
    const good =
      isAny ||
      name === 'localhost' ||
      name.endsWith('.localhost') ||
      isLiteral(name) ||
      allowed.has(name) ||
      endings.some((ending) => name.endsWith(ending))
    if (good) last = host
    return good
  }
}

/** Without port, trailing dot and case. IPv6 literals keep their brackets. */
const hostname = (host: string): string =>
  host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')

const isLiteral = (name: string): boolean =>
  name.startsWith('[') && name.endsWith(']') ? isIP(name.slice(1, -1)) === 6 : isIP(name) === 4
