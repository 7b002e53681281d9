import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { readHostPattern, wechatHosts } from '../core/hosts.ts'

/**
 * Returns whether a `Host` header names this server (docs/spec/control.md#access). This check guards against
 * DNS rebinding.
 */
export type HostCheck = (host: string | undefined) => boolean

/**
 * Creates a check that allows `names` (names and patterns), and always localhost, its subdomains, WeChat's
 * servers and IP literals.
 */
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
  // Most requests repeat the last allowed header, so it is compared first.
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

/** Returns a host in lower case, without port and trailing dot. IPv6 literals keep their brackets. */
const hostname = (host: string): string =>
  host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')

const isLiteral = (name: string): boolean =>
  name.startsWith('[') && name.endsWith(']') ? isIP(name.slice(1, -1)) === 6 : isIP(name) === 4

/** Returns the addresses by which other devices reach this machine: IPv4 first, no link-local IPv6. */
export const lanAddresses = (): readonly string[] => {
  const all = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && !one.internal)
  const of = (family: string) => all.flatMap((one) => (one?.family === family ? [one.address] : []))
  return [...of('IPv4'), ...of('IPv6').filter((address) => !/^fe80:/i.test(address))]
}

/** Returns whether a host stands for all addresses of this machine. */
export const isEveryAddress = (host: string): boolean =>
  /^(0\.0\.0\.0|::|0:0:0:0:0:0:0:0)$/.test(host)

/** Returns the URL of a server. Puts an IPv6 address in brackets. */
export const urlOf = (scheme: 'http' | 'https', host: string, port: number): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`
