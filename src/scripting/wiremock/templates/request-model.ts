import { boundInput, type Call } from '../../../core/pipeline.ts'
import type { WireRequest } from '../../../core/wire.ts'
import { cookiesOf as sentCookies } from '../../stubs/request-values.ts'
import { readPathTemplate, type PathTemplate } from '../../stubs/request-match.ts'
import { uuid } from './helpers/lists.ts'
import { requestParts } from './request-parts.ts'
import { Dict, javaAddress, List, Thing, type Value } from './values.ts'

const PACKAGE = 'com.github.tomakehurst.wiremock.extension.responsetemplating'

/** What a template is rendered over, and names that this mock adds to it: `now`, `id`, `fake`. */
interface RequestModel {
  readonly model: Dict
  readonly added: ReadonlyMap<string, Value>
}

/** WireMock's model of a request; this mock adds `fields` to the request. */
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

/** `fake.person.fullName` and so on: two levels, as faker's names have. */
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

/** A stream of draws that only the seed and these parts decide. */
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
    path: () => decoded(request.path),
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

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((one) => one !== '')

/** It prints as the whole path. */
const plainPath = (path: string): Value => {
  const whole = decoded(path)
  return new List(segmentsOf(whole), 'java', whole)
}

/**
 * Of a `urlPathTemplate`: segments by number, as they came, and the variables by name, `**` by its number. It is gone
 * through as what stands between the slashes.
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

const grouped = (pairs: Iterable<readonly [string, string]>): ReadonlyMap<string, Value> => {
  const found = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const known = found.get(name)
    if (known === undefined) found.set(name, [value])
    else known.push(value)
  }
  return new Map([...found].map(([name, values]) => [name, new List(values, 'first')]))
}

const queryOf = (query: string): Value => new Dict(grouped(new URLSearchParams(query)))

/** In the order of their names; the raw ones where they are kept, for their case and their repetitions. */
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
  return new Dict(grouped(known), 'java', true)
}

const cookiesOf = ({ headers }: WireRequest): Value =>
  new Dict(grouped(sentCookies(headers['cookie'])))

const bodyText = ({ body }: WireRequest): string => body.toString('utf8')

const isText = (contentType: string): boolean =>
  /^text\/|[/+](?:json|xml)\b|javascript|ecmascript|x-www-form-urlencoded|html/i.test(contentType)
