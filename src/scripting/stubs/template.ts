import { createRequire } from 'node:module'
import { boundInput, type Call } from '../../core/pipeline.ts'

type Mustache = (typeof import('mustache'))['default']
type Scope = InstanceType<Mustache['Context']>

interface Engine {
  readonly writer: InstanceType<Mustache['Writer']>
  readonly Context: Mustache['Context']
}

// The library is loaded with the first template, because a start is measured in milliseconds.
let loaded: Engine | undefined
const engine = (): Engine => {
  if (loaded === undefined) {
    const { Writer, Context } = createRequire(import.meta.url)('mustache') as Mustache
    bound(Writer)
    loaded = { writer: Object.assign(new Writer(), { templateCache: parsedTemplates() }), Context }
  }
  return loaded
}

/** Most characters of one rendered text, including its sections. */
const MOST_CHARACTERS = 16_777_216
let made = 0

const TOO_LONG = `The template makes over ${MOST_CHARACTERS} characters and is given up`
class TooLong extends Error {}

/** Counts all text that is looked up or copied, before it is joined. */
const bound = (writer: Mustache['Writer']): void => {
  const { prototype } = writer as unknown as { prototype: Record<string, Print> }
  for (const name of ['escapedValue', 'unescapedValue', 'rawValue']) {
    const print = prototype[name]
    if (print === undefined) throw new Error(`mustache has no ${name}`)
    prototype[name] = function (...given: unknown[]) {
      const text = print.apply(this, given)
      made += text?.length ?? 0
      if (made > MOST_CHARACTERS) throw new TooLong()
      return text
    }
  }
}
type Print = (...given: unknown[]) => string | undefined

/** Most parsed templates that are kept. Mustache itself would keep all. */
const MOST_PARSED = 1_000

const parsedTemplates = () => {
  const parsed = new Map<string, unknown>()
  return {
    get: (key: string) => parsed.get(key),
    set: (key: string, tokens: unknown) => {
      const [oldest] = parsed.size < MOST_PARSED ? [] : parsed.keys()
      if (oldest !== undefined) parsed.delete(oldest)
      parsed.set(key, tokens)
    },
    clear: () => {
      parsed.clear()
    },
  }
}

/** Throws a one-sentence Error if a template cannot be read. */
export const checkTemplate = (template: string): void => {
  try {
    engine().writer.parse(template)
  } catch (cause) {
    throw new Error(`The template cannot be read: ${(cause as Error).message}.`, { cause })
  }
}

/**
 * Renders a Mustache template. The template sees `request` (url, path, method, body, query, headers, fields),
 * `now` (iso, epochMs, epochSeconds, http), `id` (guid, hex) and `fake` (faker's names). No value is code or
 * has a prototype, and nothing is HTML-escaped.
 */
export const fillTemplate = (template: string, call: Call, salt: string): string => {
  made = 0
  try {
    return engine().writer.render(template, scopeOf(viewOf(call, salt)), undefined, {
      escape: String,
    })
  } catch (error) {
    if (!(error instanceof TooLong)) throw error
    call.trace.notes.push({
      kind: 'template-error',
      message: `${TOO_LONG}: have it repeat less of what a request sends.`,
    })
    return `[ERROR: ${TOO_LONG}.]`
  }
}

/**
 * Replaces Mustache's own lookup, which follows texts to `String` and from there to `Function`, and calls the
 * functions that it finds. This lookup knows only the names of the view.
 */
const scopeOf = (view: unknown, parent?: Scope): Scope => {
  const scope: Scope = new (engine().Context)(view, parent)
  scope.lookup = (name) => (name === '.' ? view : lookUp(scope, name.split('.')))
  scope.push = (inner) => scopeOf(inner, scope)
  return scope
}

const lookUp = (scope: Scope, path: readonly string[]): unknown => {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = path.reduce<unknown>(memberOf, at.view)
    if (found !== undefined) return found
  }
  return undefined
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

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

/** An object without a prototype, which prints as an empty text. */
const bare = <V>(members: Readonly<Record<string, V>>): Record<string, V> =>
  Object.assign(Object.create(null, asText) as Record<string, V>, members)

const asText = { [Symbol.toPrimitive]: { value: () => '' } }

/** Texts by name; the first value of a repeated name. A value that is not a text becomes its JSON. */
const bareTexts = (pairs: Iterable<readonly [string, unknown]>): Record<string, string> => {
  const texts = bare<string>({})
  for (const [name, value] of pairs)
    if (value !== undefined && value !== null)
      texts[name] ??= typeof value === 'string' ? value : JSON.stringify(value)
  return texts
}

/** `fake.person.fullName` and so on, made when the template asks for it. Faker's names have two levels. */
const fakes = (call: Call, salt: string): unknown =>
  named((module) => named((kind) => call.context.fake(`${module}.${kind}`, salt) ?? ''))

const named = (make: (name: string) => unknown): unknown =>
  new Proxy(bare<unknown>({}), {
    get: (empty, name) =>
      typeof name === 'string' ? make(name) : (Reflect.get(empty, name) as unknown),
  })
