import type { ServeEvent } from './admin-calls.ts'

type HeaderMap = ServeEvent['request']['headers']

/** Entries of the journal as a HAR 1.2 log, oldest first; notes are comments. */
export const toHar = (entries: readonly ServeEvent[]) => ({
  log: {
    version: '1.2',
    creator: { name: 'wechat-login-mock', version: '' },
    entries: entries.toReversed().map(harEntry),
  },
})

const harEntry = ({ request, response, timing, mock }: ServeEvent) => {
  const { absoluteUrl } = request
  const wait = Math.max(0, timing.addedDelay) + Math.max(0, mock?.durationMs ?? 0)
  return {
    startedDateTime: new Date(request.loggedDate).toISOString(),
    time: wait,
    request: {
      method: request.method,
      url: absoluteUrl,
      httpVersion: request.protocol,
      cookies: Object.entries(request.cookies).map(([name, value]) => ({ name, value })),
      headers: pairs(request.headers),
      queryString: queryOf(absoluteUrl),
      headersSize: -1,
      bodySize: -1,
      ...(request.body === ''
        ? {}
        : { postData: { mimeType: one(request.headers, 'content-type'), text: request.body } }),
    },
    response: {
      status: response.status,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(response.headers),
      content: {
        size: -1,
        mimeType: one(response.headers, 'content-type'),
        text: response.body,
      },
      redirectURL: one(response.headers, 'location'),
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait, receive: 0 },
    comment: [
      `${mock?.case ?? 'no case'}, ${mock?.decider ?? 'not judged'}`,
      ...(mock?.notes ?? []).map(({ kind, message }) => `${kind}: ${message}`),
    ].join('\n'),
  }
}

const pairs = (headers: HeaderMap) =>
  Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => ({ name, value: String(each ?? '') })),
  )

const one = (headers: HeaderMap, wanted: string): string => {
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted) ?? []
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : ''
}

const queryOf = (url: string) =>
  [...(URL.canParse(url) ? new URL(url).searchParams : [])].map(([name, value]) => ({
    name,
    value,
  }))
