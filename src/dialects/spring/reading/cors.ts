import type { WireRequest } from '../../../core/wire.ts'
import { nginxHost } from '../../shared/nginx-admission.ts'

/** CorsUtils.isPreFlightRequest. */
export const isPreflight = ({ method, headers }: WireRequest): boolean =>
  method === 'OPTIONS' &&
  headers['origin'] !== undefined &&
  headers['access-control-request-method'] !== undefined

/**
 * What Spring's CORS processor makes of an `Origin` (S): its own needs no leave; `malformed` makes it
 * throw. Behind nginx it knows its own name without a port, by HTTP.
 */
export const originOf = ({ headers }: WireRequest): 'own' | 'foreign' | 'malformed' => {
  const [, scheme = '', authority] =
    /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?/.exec(headers['origin'] ?? '') ?? []
  const [, host = '', port] =
    /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?/.exec(authority ?? '') ?? []
  if (scheme.startsWith('http') && host === '') return 'malformed'
  const isOwn =
    scheme === 'http' &&
    host === nginxHost(headers['host'] ?? '') &&
    (port === undefined || port === '' || port === '80')
  return isOwn ? 'own' : 'foreign'
}
