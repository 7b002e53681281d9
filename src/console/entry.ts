import { harLog } from '../client/requests.ts'

/** A note of the journal. Members may be missing in answers of other versions. */
export interface Note {
  readonly kind?: string
  readonly message?: string
  readonly path?: string
  readonly expected?: string
  readonly actual?: string
}

/** Headers in the order in which they were sent. A name may be repeated. */
type AnswerHeaders = readonly (readonly [name: string, value: string])[]

/** A journal entry as the page keeps it: each value that the page shows, once. */
export interface Entry {
  readonly id: string
  /** The time in milliseconds since 1970, by the tenant's clock. */
  readonly at: number
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly bodyAsBase64: string
  readonly status: number
  readonly answerHeaders: AnswerHeaders
  readonly answer: string
  readonly fault: string
  /** The mock's own answer, if a back end answered. */
  readonly own: { readonly headers: AnswerHeaders; readonly body: string } | undefined
  readonly api: string
  /** `<api>/<case>`, or an empty text. */
  readonly case: string
  readonly decider: string
  readonly fidelity: string
  readonly input: unknown
  readonly notes: readonly Note[]
  readonly durationMs: number
  readonly addedDelayMs: number
  readonly matched: boolean
  /** The estimated number of characters that the entry holds, for the page's limit. */
  readonly size: number
}

type Json = Readonly<Record<string, unknown>>

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(object(value)).map(([name, one]) => [
      name,
      Array.isArray(one) ? one.map(text).join(', ') : text(one),
    ]),
  )

const pairs = (value: unknown): AnswerHeaders =>
  Object.entries(object(value)).flatMap(([name, one]) =>
    (Array.isArray(one) ? one : [one]).map((each) => [name, text(each)] as const),
  )

/** Reads a journal entry of the admin API. Missing and unknown members become empty. */
export const readEntry = (value: unknown): Entry => {
  const all = object(value)
  const request = object(all['request'])
  const response = object(all['response'] ?? all['responseDefinition'])
  const own = object(all['mock'])
  const timing = object(all['timing'])
  const instead = object(object(own['proxied'])['mock'])
  const body = text(request['body'])
  const answer = text(response['body'])
  return {
    id: text(all['id']),
    at: number(request['loggedDate']),
    method: text(request['method']),
    url: text(request['url']),
    headers: texts(request['headers']),
    body,
    bodyAsBase64: text(request['bodyAsBase64']),
    status: number(response['status']),
    answerHeaders: pairs(response['headers']),
    answer,
    fault: text(response['fault']),
    own:
      own['proxied'] === undefined
        ? undefined
        : { headers: pairs(instead['headers']), body: text(instead['body']) },
    api: text(own['api']),
    case: text(own['case']),
    decider: text(own['decider']),
    fidelity: text(own['fidelity']),
    input: own['input'] ?? null,
    notes: (Array.isArray(own['notes']) ? own['notes'] : []).map((note) => object(note) as Note),
    durationMs: number(own['durationMs']),
    addedDelayMs: number(timing['addedDelay']),
    matched: all['wasMatched'] === true,
    size: body.length * 3 + answer.length + text(instead['body']).length + 2_000,
  }
}

/** Returns the path of a request target, without the query. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? ''

/** Formats for copying a request, by the name that the page shows. */
export const copies: Readonly<Record<string, (entry: Entry) => string>> = {
  curl: (entry) => toCurl(entry),
  fetch: (entry) => toFetch(entry),
  'wx.request': (entry) => toMiniProgram(entry, 'wx'),
  'uni.request': (entry) => toMiniProgram(entry, 'uni'),
  'stub (YAML)': (entry) => toStub(entry),
  HAR: (entry) => toHar(entry),
}

/** Headers that a client computes itself. */
const computed = new Set([
  'host',
  'content-length',
  'connection',
  'accept-encoding',
  'transfer-encoding',
])
const ownHeaders = ({ headers }: Entry): [string, string][] =>
  Object.entries(headers).filter(
    ([name]) => !computed.has(name.toLowerCase()) && !/^sec-|^origin$|^referer$/i.test(name),
  )

const address = ({ url }: Entry): string =>
  /^https?:/i.test(url) ? url : `${location.origin}${url.startsWith('/') ? '' : '/'}${url}`

/** Whether a shell or a script can hold the body as text. */
const isText = ({ body, bodyAsBase64 }: Entry): boolean =>
  bodyAsBase64 === '' || (!body.includes('\uFFFD') && !body.includes('\0'))

const shell = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

const toCurl = (entry: Entry): string => {
  const body = entry.bodyAsBase64 !== '' || entry.body !== ''
  const parts = [
    `curl -i -X ${entry.method} ${shell(address(entry))}`,
    ...ownHeaders(entry).map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`),
    ...(body ? [isText(entry) ? `--data-binary ${shell(entry.body)}` : '--data-binary @-'] : []),
  ]
  const command = parts.join(' \\\n  ')
  return body && !isText(entry)
    ? `printf %s ${shell(entry.bodyAsBase64)} | base64 -d | ${command}`
    : command
}

const literal = (value: unknown): string => JSON.stringify(value, null, 2)
const indented = (text: string): string => text.replaceAll('\n', '\n  ')

const toFetch = (entry: Entry): string => {
  const body = isText(entry)
    ? literal(entry.body)
    : `Uint8Array.from(atob(${literal(entry.bodyAsBase64)}), (one) => one.charCodeAt(0))`
  const members = [
    `method: ${literal(entry.method)}`,
    `headers: ${indented(literal(Object.fromEntries(ownHeaders(entry))))}`,
    ...(entry.body === '' ? [] : [`body: ${body}`]),
  ]
  return `await fetch(${literal(address(entry))}, {\n  ${members.join(',\n  ')},\n})`
}

const toMiniProgram = (entry: Entry, object: 'wx' | 'uni'): string => {
  const members = [
    `url: ${literal(address(entry))}`,
    `method: ${literal(entry.method)}`,
    `header: ${indented(literal(Object.fromEntries(ownHeaders(entry))))}`,
    ...(entry.body === '' ? [] : [`data: ${literal(entry.body)}`]),
    'success: ({ statusCode, data }) => console.log(statusCode, data)',
    'fail: ({ errMsg }) => console.error(errMsg)',
  ]
  return `${object}.request({\n  ${members.join(',\n  ')},\n})`
}

/** JSON is valid YAML, so every value is written as JSON. */
const toStub = (entry: Entry): string => {
  const [path = '', query = ''] = entry.url.split('?', 2)
  const pairs = [...new URLSearchParams(query)]
  const type = typeIn(entry.answerHeaders)
  return [
    'stubs:',
    `  - name: ${JSON.stringify(`${entry.method} ${path}`)}`,
    '    match:',
    `      method: ${entry.method}`,
    `      path: ${JSON.stringify(path)}`,
    ...(pairs.length === 0 ? [] : ['      query:']),
    ...pairs.map(([name, value]) => `        ${JSON.stringify(name)}: ${JSON.stringify(value)}`),
    '    respond:',
    '      response:',
    `        status: ${entry.status}`,
    ...(type === undefined
      ? []
      : ['        headers:', `          Content-Type: ${JSON.stringify(type)}`]),
    `        body: ${JSON.stringify(entry.answer)}`,
    '',
  ].join('\n')
}

const typeIn = (headers: AnswerHeaders): string | undefined =>
  headers.find(([name]) => /^content-type$/i.test(name))?.[1]

/** Returns an HTTP Archive 1.2 log. */
const toHar = (entry: Entry): string =>
  literal(
    harLog('1', [
      {
        at: entry.at,
        waitMs: entry.durationMs,
        request: {
          method: entry.method,
          url: address(entry),
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: Object.entries(entry.headers),
          query: [...new URLSearchParams(entry.url.split('?', 2)[1])],
          size: entry.body.length,
          body: entry.body === '' ? undefined : { text: entry.body },
        },
        response: {
          status: entry.status,
          headers: entry.answerHeaders,
          size: entry.answer.length,
          body: { text: entry.answer },
        },
        comment: '',
      },
    ]),
  )
