import { percentDecoded, type WireRequest } from '../../../core/wire.ts'
import { boundInput, type Call } from '../../../core/pipeline.ts'
import { cookiesOf as sentCookies } from '../../stubs/request-values.ts'
import { piecesOf } from '../../stubs/request-body.ts'
import { readPathTemplate, type PathTemplate } from '../../stubs/request-match.ts'
import { uuid } from './helpers/lists.ts'
import { Dict, javaAddress, List, Thing, type Value, namedLists } from './values.ts'

const PACKAGE = 'com.github.tomakehurst.wiremock.extension.responsetemplating'

/** The model of a template, and the names that this mock adds to WireMock's: `now`, `id`, `fake`. */
interface RequestModel {
  readonly model: Dict
  readonly added: ReadonlyMap<string, Value>
}

/** Returns WireMock's model of a request. This mock adds `fields`, the input that the operation reads. */
export const modelOf = (
  call: Call,
  parameters: Value,
  template: string | undefined,
  salt: string,
): RequestModel => {
  const { context, request } = call
  const now = context.now()
  const derived = context.derive('template', salt, request.path, request.query)
  return {
    model: new Dict(
      new Map<string, Value>([
        ['request', requestThing(call, template, salt)],
        ['parameters', parameters],
      ]),
    ),
    added: new Map<string, Value>([
      [
        'now',
        new Thing(() => '', {
          iso: () => new Date(now).toISOString(),
          http: () => new Date(now).toUTCString(),
          epochMs: () => String(now),
          epochSeconds: () => String(Math.floor(now / 1000)),
        }),
      ],
      ['fake', fakes(call, salt)],
      ['id', new Thing(() => '', { guid: () => derived.guid(), hex: () => derived.hex(32) })],
    ]),
  }
}

/** Returns the members of `fake`, such as `fake.person.fullName`. They have two levels, as faker's names. */
const fakes = (call: Call, salt: string): Value => {
  const named = (make: (name: string) => Value): Value => new Thing(() => '', {}, false, make)
  return named((module) => named((kind) => call.context.fake(`${module}.${kind}`, salt) ?? null))
}

const requestThing = (call: Call, template: string | undefined, salt: string): Value => {
  const { request, meta, context } = call
  const line = lineMembers(call, template)
  const type = request.headers['content-type'] ?? ''
  const parts = once(() => requestParts(request))
  return new Thing(
    () => javaAddress(`${PACKAGE}.RequestTemplateModel`),
    {
      id: () => uuid(drawing(context.derive, 'request-id', salt, meta.url)),
      requestLine: () => new Thing(() => javaAddress(`${PACKAGE}.RequestLine`), line, true),
      ...line,
      path: line.pathSegments,
      headers: () => headersOf(request),
      cookies: () => cookiesOf(request),
      body: () => bodyText(request),
      bodyAsBase64: () => request.body.toString('base64'),
      binary: () => !isText(type),
      isBinary: () => !isText(type),
      multipart: () => parts().size > 0,
      isMultipart: () => parts().size > 0,
      parts: () => new Dict(parts()),
      fields: () =>
        new Dict(
          new Map(
            Object.entries(boundInput(call) ?? {}).flatMap(([name, value]) =>
              value === undefined || value === null
                ? []
                : [[name, typeof value === 'string' ? value : JSON.stringify(value)] as const],
            ),
          ),
        ),
    },
    true,
  )
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** Returns a function that draws whole numbers below its argument. Only the seed and `parts` decide them. */
export const drawing = (
  derive: Call['context']['derive'],
  ...parts: readonly [string, string, string]
): ((below: number) => number) => {
  let count = 0
  return (below) => derive(...parts, String(count++)).below(below)
}

const lineMembers = ({ request, meta }: Call, template: string | undefined) => {
  const scheme = meta.secure === true ? 'https' : 'http'
  const usual = scheme === 'https' ? 443 : 80
  const { host, port = usual } = authorityOf(request)
  const url = request.query === '' ? request.path : `${request.path}?${request.query}`
  const standard = port === usual
  return {
    method: () =>
      new Thing(() => request.method, { value: () => request.method, name: () => request.method }),
    scheme: () => scheme,
    host: () => host,
    port: () => port,
    query: () => queryOf(request.query),
    url: () => url,
    clientIp: () => forwardedFor(request) ?? meta.clientIp ?? '127.0.0.1',
    pathSegments: () =>
      template === undefined ? plainPath(request.path) : templatedPath(request.path, template),
    path: () => percentDecoded(request.path),
    baseUrl: () => `${scheme}://${host}${standard ? '' : `:${port}`}`,
  }
}

const forwardedFor = ({ headers }: WireRequest): string | undefined =>
  headers['x-forwarded-for']?.split(',')[0]?.trim()

const authorityOf = ({
  headers,
}: WireRequest): { readonly host: string; readonly port: number | undefined } => {
  const [, host = 'localhost', port] =
    /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(headers['host'] ?? '') ?? []
  return { host, port: port === undefined ? undefined : Number(port) }
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((one) => one !== '')

/** Returns the segments of a path as a list that prints as the whole path. */
const plainPath = (path: string): Value => {
  const whole = percentDecoded(path)
  return new List(segmentsOf(whole), 'java', whole)
}

/**
 * Returns the path of a mapping with a `urlPathTemplate`: the segments by number, not decoded, and the
 * variables by name, `**` by its number. `#each` runs over the texts between the slashes.
 */
const templatedPath = (path: string, template: string): Value => {
  const variables = templateOf(template).read(path) ?? {}
  if (Object.keys(variables).length === 0) return plainPath(path)
  const pieces = path.split('/')
  const members = new Map<string, Value>(
    pieces
      .slice(1)
      .filter((one) => one !== '')
      .map((one, at) => [String(at), one]),
  )
  for (const [name, value] of Object.entries(variables)) members.set(name, value)
  return new Dict(members, 'java', false, path, pieces)
}

const templates = new Map<string, PathTemplate>()
const MOST_TEMPLATES = 1_000

const templateOf = (template: string): PathTemplate => {
  let read = templates.get(template)
  if (read === undefined) {
    if (templates.size >= MOST_TEMPLATES) templates.clear()
    templates.set(template, (read = readPathTemplate(template)))
  }
  return read
}

const queryOf = (query: string): Value => new Dict(namedLists(new URLSearchParams(query)))

/** Returns the headers sorted by name. Uses raw headers if they are kept, for their case and repetitions. */
const headersOf = ({ headers, rawHeaders }: WireRequest): Value => {
  const pairs: (readonly [string, string])[] = []
  if (rawHeaders === undefined)
    for (const [name, value] of Object.entries(headers)) pairs.push([name, value ?? ''])
  else
    for (let at = 0; at < rawHeaders.length; at += 2)
      pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  const spelt = new Map<string, string>()
  const known = pairs.map(([name, value]) => {
    const lower = name.toLowerCase()
    if (!spelt.has(lower)) spelt.set(lower, name)
    return [spelt.get(lower) ?? name, value] as const
  })
  known.sort(([a], [b]) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0,
  )
  return new Dict(namedLists(known), 'java', true)
}

const cookiesOf = ({ headers }: WireRequest): Value =>
  new Dict(namedLists(sentCookies(headers['cookie'])))

const bodyText = ({ body }: WireRequest): string => body.toString('utf8')

const isText = (contentType: string): boolean =>
  /^text\/|[/+](?:json|xml)\b|javascript|ecmascript|x-www-form-urlencoded|html/i.test(contentType)

/** Returns the parts of a multipart body by name. Parts without a name are `part-0`, `part-1` and so on. */
const requestParts = ({ headers, body }: WireRequest): ReadonlyMap<string, Value> => {
  const found = new Map<string, Value>()
  let nameless = 0
  for (const { bytes } of piecesOf(body, headers['content-type']) ?? []) {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) continue
    const lines = bytes.toString('latin1', 0, end).split('\r\n')
    const fields = new Map(
      lines.flatMap((line): readonly (readonly [string, string])[] => {
        const at = line.indexOf(':')
        return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]]
      }),
    )
    const [, disposition = ''] =
      [...fields].find(([name]) => name.toLowerCase() === 'content-disposition') ?? []
    const name = /\bname="([^"]*)"/.exec(disposition)?.[1] ?? `part-${nameless++}`
    found.set(name, partOf(name, fields, bytes.subarray(end + 4)))
  }
  return found
}

const partOf = (name: string, fields: ReadonlyMap<string, string>, body: Buffer): Value => {
  const headers = new Dict(
    new Map([...fields].map(([field, value]) => [field, new List([value], 'first')])),
    'java',
    true,
  )
  const text = (): string => body.toString('utf8')
  return new Thing(
    () => `[name='${name}', headers={}, body=${text()}]`,
    {
      name: () => name,
      headers: () => headers,
      body: text,
      bodyAsBase64: () => body.toString('base64'),
      binary: () => false,
      isBinary: () => false,
    },
    true,
  )
}
