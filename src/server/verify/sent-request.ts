import type { ExampleRequest } from '../../core/api.ts'
import type { HeaderList } from '../../contract/compare/answer.ts'
import type { SentRequest } from '../../contract/recording/exchange.ts'

/** An example as it is sent. `more` headers take the place of those of the same name. */
export const sentRequest = (
  { method, target, headers, body }: ExampleRequest,
  host: string,
  format: 'json' | 'xml',
  more: HeaderList = [],
): SentRequest => {
  const bytes = Buffer.from(body)
  const own: HeaderList = [
    ['Host', host],
    ...Object.entries(headers),
    ...(format === 'xml' ? ([['Accept', 'application/xml']] as const) : []),
    ...(bytes.length > 0 || method !== 'GET'
      ? ([['Content-Length', String(bytes.length)]] as const)
      : []),
  ]
  const replaced = new Set(more.map(([name]) => name.toLowerCase()))
  return {
    method,
    target,
    headers: [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...more],
    body: bytes,
  }
}
