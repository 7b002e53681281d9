import type { WireRequest } from '../../../core/wire.ts'
import { isTarget } from './tomcat-admission.ts'

/** Well below what nginx and Tomcat take of a head. */
const SHORT_HEAD = 4096

let known = ''

/** Remembers a `Host` header that nginx and Tomcat have taken. */
export const rememberHost = (host: string | undefined): void => {
  if (host !== undefined) known = host
}

/**
 * Whether nothing about a request on a mapped path needs a closer look: most have a head that both
 * servers in front take, and this costs a fraction of asking each of them.
 */
export const isEveryday = (request: WireRequest): boolean => {
  const { method, query, version, headers, rawHeaders, authority, isOdd } = request
  if (isOdd === true || authority !== undefined || version !== '1.1' || rawHeaders === undefined)
    return false
  if (method !== 'POST' && method !== 'GET' && method !== 'PUT' && method !== 'DELETE') return false
  if (headers['host'] !== known || headers['transfer-encoding'] !== undefined) return false
  let size = query.length + rawHeaders.length * 2
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    size += name.length + (rawHeaders[at + 1]?.length ?? 0)
    if (name.length === 4 && (name === 'Host' || name.toLowerCase() === 'host')) hosts++
  }
  return hosts === 1 && rawHeaders.length < 128 && size < SHORT_HEAD && isTarget(query)
}
