import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { ignoredCharset } from '../shared/ignored-charset.ts'
import { bodyOf, mediaTypeOf } from './superglobals.ts'

/** Why PHP found nothing in a body, or something else than was meant. */
export const bodyNotes = (request: WireRequest): readonly Note[] => {
  if (request.body.length === 0) return []
  const unread = unreadBody(request)
  return [
    ...(unread === undefined ? [] : [unread]),
    // What is no UTF-8 is refused by json_decode, and mangled in a form.
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

/** What is valid and was hardly meant so. */
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

const FORM = 'application/x-www-form-urlencoded'
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
  // These are read, and there was nothing in them.
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

export const looksLikeJson = (body: Buffer): boolean =>
  /^\s*[[{]/.test(body.toString('latin1', 0, 64))

/** What clients sent may be long, and no text at all. */
export const shown = (text: string): string =>
  (text.length > 64 ? `${text.slice(0, 64)}…` : text).replace(/\p{Surrogate}/gu, '')
