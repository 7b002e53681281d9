import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { ignoredCharset } from '../../core/body-encoding.ts'
import type { Parameter } from './decode.ts'
import { shown, type PhpArray } from './php-value.ts'
import { bodyOf, FORM, mediaTypeOf, postOf, queryOf } from './request.ts'

/**
 * Parameters that every ShopXO client sends in the query (S). Only later versions send those of the second
 * line.
 */
const common = [
  's application application_client_type token ajax uuid',
  'application_client_brand system_type lang theme referrer user_lng user_lat',
].flatMap((line) => line.split(' '))

/** The most unknown names that are looked at for notes. More notes would not help the reader. */
const MOST = 8

/** Returns notes about parts of the request that PHP ignored without an error. */
export const readingNotes = (
  request: WireRequest,
  parameters: readonly Parameter[],
): readonly Note[] => {
  const names = [...new Set(parameters.map(({ name }) => name))]
  const known = [...new Set([...names, ...common])]
  return [
    ...bodyNotes(request),
    ...parameters.flatMap((parameter) => misplaced(request, parameter) ?? []),
    ...unknown(namesOfBody(request), known, names),
    ...unknown(queryOf(request).keys(), known),
  ]
}

/** Returns a note if the parameter was sent in a place where the action does not read it. */
const misplaced = (request: WireRequest, { name, source, isMap }: Parameter): Note | undefined => {
  if (isMap || source === 'param') return undefined
  const [right, wrong] =
    source === 'post'
      ? [[postOf(request)], [queryOf(request)]]
      : [[queryOf(request), bodyOf(request).post], [bodyOf(request).input]]
  if (right.some((place) => place.has(name)) || !wrong.some((place) => place.has(name)))
    return undefined
  const [expected, actual] = source === 'post' ? ['body', 'query'] : ['query', 'JSON body']
  return {
    kind: 'parameter-in-wrong-place',
    message:
      source === 'post'
        ? `Query parameter \`${name}\` is ignored: ShopXO reads it from the body; send it there, as JSON or a form.`
        : `\`${name}\` in the JSON body is ignored: ShopXO reads it from the query or a form; send it there.`,
    path: name,
    expected,
    actual,
  }
}

const namesOfBody = (request: WireRequest): Iterable<string> => {
  const { json } = bodyOf(request)
  if (json?.kind === 'array' && json.isList) return []
  const post: PhpArray = postOf(request)
  return looksLikeJson(request.body) && json === undefined ? [] : post.keys()
}

/** Returns a known name whose ending is the given name, as in `authcode` for `code`. */
const longerName = (name: string, known: readonly string[]): string | undefined =>
  name.length < 4
    ? undefined
    : known.find((one) => one.endsWith(name.replace(/^.*_/, '').toLowerCase()) && one.length > 4)

/**
 * Returns notes about unknown names. With `reads`, a name without a similar known name gets a note that lists
 * `reads`. Without `reads`, such a name gets no note.
 */
const unknown = (
  names: Iterable<string>,
  known: readonly string[],
  reads?: readonly string[],
): Note[] => {
  const notes: Note[] = []
  let looked = 0
  for (const name of names) {
    if (known.includes(name)) continue
    if (++looked > MOST) break
    const near = nearestName(name, known) ?? longerName(name, known)
    if (near === undefined && reads === undefined) continue
    const hint =
      near === undefined ? `it reads ${reads?.join(', ') ?? ''}.` : `did you mean \`${near}\`?`
    notes.push({
      kind: 'unknown-field',
      message: `\`${shown(name)}\` is no parameter of this action: ShopXO ignored it; ${hint}`,
      path: shown(name),
      ...(near !== undefined && { expected: near }),
      actual: shown(name),
    })
  }
  return notes
}

/** Returns notes that say why PHP found no parameters, or unexpected ones, in the body. */
const bodyNotes = (request: WireRequest): readonly Note[] => {
  if (request.body.length === 0) return []
  const unread = unreadBody(request)
  return [
    ...(unread === undefined ? [] : [unread]),
    // json_decode refuses bytes that are not UTF-8, and PHP garbles them in a form.
    ...ignoredCharset(request, "PHP takes the body's bytes as they are, for UTF-8"),
  ]
}

const unreadBody = (request: WireRequest): Note | undefined => {
  const { json, post, input } = bodyOf(request)
  if (json !== undefined) return json.kind === 'invalid' ? notJson(request, json) : oddJson(json)
  if (post.size + input.size === 0) return notRead(request)
  return looksLikeJson(request.body)
    ? mismatch(request, 'JSON', 'PHP read it as one parameter of that name', JSON_TYPE)
    : undefined
}

type Json = NonNullable<ReturnType<typeof bodyOf>['json']>

const notJson = (
  request: WireRequest,
  { reason, at }: Extract<Json, { kind: 'invalid' }>,
): Note => {
  if (/^\w+=/.test(request.body.toString('latin1', 0, 64)))
    return mismatch(request, 'a form', 'json_decode found no parameter in it', FORM)
  const end = request.body.toString('utf8').trimEnd().length
  const empty = 'json_decode refused all of it and ShopXO found no parameter'
  if (reason === 'text follows the value')
    return {
      kind: 'json-trailing-text',
      message: `Text follows the JSON value at character ${at}: ${empty}; send one value.`,
    }
  return at >= end
    ? {
        kind: 'json-truncated',
        message: `The JSON ends at character ${at} with something still open: ${empty}; send all of it.`,
      }
    : {
        kind: 'json-syntax',
        message: `The JSON breaks at character ${at} (${reason}): ${empty}; send valid JSON.`,
      }
}

/** Returns a note about valid JSON that the client probably did not intend. */
const oddJson = (json: Exclude<Json, { kind: 'invalid' }>): Note | undefined => {
  if (json.kind === 'array' && !json.isList) {
    const name = shown(json.twice?.[0] ?? '')
    return json.twice === undefined
      ? undefined
      : {
          kind: 'json-duplicate',
          message: `JSON member \`${name}\` stands there twice: json_decode keeps the last value; send it once.`,
          path: name,
        }
  }
  const what = json.kind === 'array' ? 'array' : 'scalar'
  return {
    kind: 'json-type-mismatch',
    message: `The body is a JSON ${what}: ShopXO found no named parameter in it; send an object.`,
    expected: 'object',
    actual: what,
  }
}

const JSON_TYPE = 'application/json'

const mismatch = (request: WireRequest, what: string, outcome: string, expected: string): Note => {
  const actual = shown(mediaTypeOf(request))
  return {
    kind: 'content-type-mismatch',
    message: `The body is ${what} sent as ${actual}: ${outcome}; send it as ${expected}.`,
    path: 'Content-Type',
    expected,
    actual,
  }
}

const notRead = (request: WireRequest): Note | undefined => {
  const type = mediaTypeOf(request)
  const lower = type.toLowerCase()
  // PHP reads these types. The body held no parameters.
  if (lower === FORM || (lower === 'multipart/form-data' && request.method === 'POST'))
    return undefined
  const expected = looksLikeJson(request.body) ? JSON_TYPE : FORM
  const outcome = `ShopXO did not read it and found no parameter; send ${expected}.`
  const about = { path: 'Content-Type', expected }
  return type === ''
    ? {
        kind: 'content-type-missing',
        message: `The body has no Content-Type: ${outcome}`,
        ...about,
      }
    : {
        kind: 'content-type-unsupported',
        message: `Content-Type \`${shown(type)}\` is none that PHP reads a ${request.method} body of: ${outcome}`,
        ...about,
        actual: shown(type),
      }
}

const looksLikeJson = (body: Buffer): boolean => /^\s*[[{]/.test(body.toString('latin1', 0, 64))
