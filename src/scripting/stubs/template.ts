import { createRequire } from 'node:module'
import type { Call } from '../../core/pipeline.ts'
import { boundInput } from '../../core/pipeline.ts'

type Mustache = (typeof import('mustache'))['default']

// Loaded with the first template: start-up is measured in milliseconds.
let loaded: Mustache | undefined
const mustache = (): Mustache => (loaded ??= createRequire(import.meta.url)('mustache') as Mustache)

/** Throws a one-sentence Error for a template that cannot be read. */
export const checkTemplate = (template: string): void => {
  try {
    mustache().parse(template)
  } catch (cause) {
    throw new Error(`The template cannot be read: ${(cause as Error).message}.`, { cause })
  }
}

/**
 * Fills in a Mustache template. What it can see: `request` (url, path, method, body, query, headers,
 * cookies, fields), `now` (iso, epochMs, epochSeconds, http), `id` (guid, hex), `fake` (faker's names).
 * Nothing in it is code or has a prototype, and nothing is HTML-escaped.
 */
export const fillTemplate = (template: string, call: Call, salt: string): string =>
  mustache().render(template, viewOf(call, salt), undefined, { escape: String })

const viewOf = (call: Call, salt: string) => {
  const { request, context, meta } = call
  const now = context.now()
  const derived = context.derive('template', salt, request.path, request.query)
  return bare({
    request: bare({
      url: meta.url,
      path: request.path,
      method: request.method,
      body: request.body.toString('utf8'),
      query: bareTexts(new URLSearchParams(request.query)),
      headers: bareTexts(Object.entries(request.headers)),
      fields: bareTexts(Object.entries(boundInput(call) ?? {})),
    }),
    now: bare({
      iso: new Date(now).toISOString(),
      http: new Date(now).toUTCString(),
      epochMs: String(now),
      epochSeconds: String(Math.floor(now / 1000)),
    }),
    id: bare({ guid: derived.guid(), hex: derived.hex(32) }),
    fake: fakes(call, salt),
  })
}

const bare = <V>(members: Readonly<Record<string, V>>): Record<string, V> =>
  Object.assign(Object.create(null) as Record<string, V>, members)

/** Texts by name; of several with one name, the first. Whatever is not a text is its JSON. */
const bareTexts = (pairs: Iterable<readonly [string, unknown]>): Record<string, string> => {
  const texts = Object.create(null) as Record<string, string>
  for (const [name, value] of pairs)
    if (value !== undefined && value !== null)
      texts[name] ??= typeof value === 'string' ? value : JSON.stringify(value)
  return texts
}

/** `fake.person.fullName` and so on, made when the template asks: two levels, as faker's names have. */
const fakes = (call: Call, salt: string): unknown =>
  new Proxy(Object.create(null) as object, {
    has: (_, module) => typeof module === 'string',
    get: (_, module) =>
      new Proxy(Object.create(null) as object, {
        has: (_inner, kind) => typeof kind === 'string',
        get: (_inner, kind) => call.context.fake(`${String(module)}.${String(kind)}`, salt) ?? '',
      }),
  })
