import type { IncomingMessage, ServerResponse } from 'node:http'
import { markOdd } from '../exchange.ts'

/** Whether nginx may read the head of a request that node took in another way: of most it does not. */
export const isUnusual = ({ url = '/', headers }: IncomingMessage): boolean => {
  const { connection } = headers
  if (url.charCodeAt(0) !== 0x2f || headers['proxy-connection'] !== undefined) return true
  if ((headers['content-length']?.length ?? 0) >= MOST_LENGTH.length) return true
  return connection !== undefined && connection !== 'keep-alive' && connection !== 'close'
}

/** A length of 63 bits is the largest that nginx reads (ngx_atoof). */
const MOST_LENGTH = '9223372036854775807'

const isOverlong = (length: string): boolean => {
  const digits = length.replace(/^0+/, '')
  const isShort = digits.length < MOST_LENGTH.length
  return !isShort && (digits.length > MOST_LENGTH.length || digits > MOST_LENGTH)
}

/**
 * Reads what is unusual about a head as nginx does (S): no target but a path or a URL, no length
 * over 63 bits, and the `Connection` headers by what is in them.
 */
export const readAsNginx = (request: IncomingMessage, response: ServerResponse): void => {
  const { url = '/', rawHeaders, httpVersionMinor } = request
  if (!/^(?:\/|[a-z][a-z0-9+.-]*:\/\/)/i.test(url))
    markOdd(request, {
      refusal: 'nginx-bad-request',
      why: 'the request target is neither a path nor a URL',
    })
  if (isOverlong(request.headers['content-length'] ?? ''))
    markOdd(request, { refusal: 'nginx-bad-request', why: 'the Content-Length is over 63 bits' })
  if (request.method !== 'CONNECT')
    response.shouldKeepAlive = keepsAlive(rawHeaders, httpVersionMinor === 0)
}

/**
 * Whether nginx keeps a connection (ngx_http_process_connection, S): by `close` or `keep-alive` anywhere in a
 * `Connection` header, the last that has either. `rawHeaders`: names and values in turn; `isOld`: HTTP/1.0.
 */
export const keepsAlive = (rawHeaders: readonly string[], isOld: boolean): boolean => {
  let keeps = !isOld
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== 'connection') continue
    const value = (rawHeaders[at + 1] ?? '').toLowerCase()
    if (value.includes('close')) keeps = false
    else if (value.includes('keep-alive')) keeps = true
  }
  return keeps
}
