type Pairs = readonly (readonly [name: string, value: string])[]

/** A body in HAR: text, or base64 where the body is not text. */
export interface HarText {
  readonly text: string
  readonly encoding?: 'base64'
}

/** One request with its answer. Times are in milliseconds, sizes in bytes; a size that is not known is -1. */
export interface HarExchange {
  /** The start, in milliseconds since the epoch. */
  readonly at: number
  readonly waitMs: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly httpVersion: string
    readonly cookies: Pairs
    readonly headers: Pairs
    readonly query: Pairs
    readonly size: number
    /** Undefined for a request without a body. */
    readonly body: HarText | undefined
  }
  readonly response: {
    readonly status: number
    readonly headers: Pairs
    readonly size: number
    readonly body: HarText
  }
  readonly comment: string
}

/** Returns a HAR 1.2 log, ready for JSON.stringify. `version` is the version of the mock. */
export const harLog = (version: string, exchanges: readonly HarExchange[]) => ({
  log: {
    version: '1.2',
    creator: { name: 'wechat-login-mock', version },
    entries: exchanges.map(entryOf),
  },
})

const entryOf = ({ at, waitMs, request, response, comment }: HarExchange) => ({
  startedDateTime: new Date(at).toISOString(),
  time: waitMs,
  request: {
    method: request.method,
    url: request.url,
    httpVersion: request.httpVersion,
    cookies: pairs(request.cookies),
    headers: pairs(request.headers),
    queryString: pairs(request.query),
    headersSize: -1,
    bodySize: request.size,
    ...(request.body === undefined
      ? {}
      : { postData: { mimeType: named(request.headers, 'content-type'), ...request.body } }),
  },
  response: {
    status: response.status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(response.headers),
    content: {
      size: response.size,
      mimeType: named(response.headers, 'content-type'),
      ...response.body,
    },
    redirectURL: named(response.headers, 'location'),
    headersSize: -1,
    bodySize: response.size,
  },
  cache: {},
  timings: { send: 0, wait: waitMs, receive: 0 },
  comment,
})

const pairs = (list: Pairs) => list.map(([name, value]) => ({ name, value }))

const named = (headers: Pairs, wanted: string): string =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
