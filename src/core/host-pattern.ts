import { domainToASCII } from 'node:url'

/** Host names: one, a domain with all below it, or any. */
export type HostPattern =
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
  const name = /[/\\?#@:\s]/.test(bare) ? '' : domainToASCII(bare).toLowerCase()
  if (!LABELS.test(name)) return undefined
  if (star === '') return { kind: 'name', name }
  return { kind: 'below', name, itself: star === '.' }
}
