import { harLog } from '../client/requests.ts'
import type { AnswerHeaders, Entry } from './entry.ts'

/** Ways to copy a request, by the name that the page shows. Each gives a text. */
export const copies: Readonly<Record<string, (entry: Entry) => string>> = {
  curl: (entry) => toCurl(entry),
  fetch: (entry) => toFetch(entry),
  'wx.request': (entry) => toMiniProgram(entry, 'wx'),
  'uni.request': (entry) => toMiniProgram(entry, 'uni'),
  'stub (YAML)': (entry) => toStub(entry),
  HAR: (entry) => toHar(entry),
}

/** What a client computes itself for each request. */
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

/** Whether the body is text that a shell and a script can hold. */
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

/** JSON is YAML, so every value is written as a JSON text. */
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

/** HTTP Archive 1.2. */
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
