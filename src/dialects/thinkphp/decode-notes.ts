import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import type { Parameter } from './parameters.ts'
import type { PhpArray } from './php-value.ts'
import { bodyOf, mediaTypeOf, postOf, queryOf } from './superglobals.ts'

/** Every ShopXO client sends these in the query. */
const common = ['s', 'application', 'application_client_type', 'token', 'ajax', 'uuid']

/** Notes are for people: the first few of a kind do. */
const MOST = 8

/** What PHP did not read of this request, and said nothing about. */
export const readingNotes = (
  request: WireRequest,
  parameters: readonly Parameter[],
): readonly Note[] => {
  const unread = unreadBody(request)
  const known = [...new Set([...parameters.map(({ name }) => name), ...common])]
  return [
    ...(unread === undefined ? [] : [unread]),
    ...parameters.flatMap((parameter) => misplaced(request, parameter) ?? []),
    ...unknown(namesOfBody(request), known, true),
    ...unknown(queryOf(request).keys(), known, false),
  ]
}

const unreadBody = (request: WireRequest): Note | undefined => {
  if (request.body.length === 0) return undefined
  const { json, post, input } = bodyOf(request)
  if (json !== undefined) return json.kind === 'invalid' ? notJson(request, json) : noMembers(json)
  if (looksLikeJson(request.body) && post.size + input.size > 0)
    return mismatch(request, 'The body is JSON, but was read as a form', 'application/json')
  return post.size + input.size > 0 ? undefined : notRead(request)
}

type Json = NonNullable<ReturnType<typeof bodyOf>['json']>

const notJson = (request: WireRequest, { reason, at }: Extract<Json, { kind: 'invalid' }>): Note =>
  /^\w+=/.test(request.body.toString('latin1', 0, 64))
    ? mismatch(request, 'The body is a form, but was read as JSON and so not at all', FORM)
    : {
        kind: 'json-syntax',
        message: `The body is not JSON (character ${at}: ${reason}): ShopXO found no parameter in it and did not say so.`,
        path: 'body',
      }

const noMembers = (json: Exclude<Json, { kind: 'invalid' }>): Note | undefined => {
  if (json.kind === 'array' && !json.isList) return undefined
  const what = json.kind === 'array' ? 'array' : 'scalar'
  return {
    kind: 'json-type-mismatch',
    message: `The body is a JSON ${what}: ShopXO found no named parameter in it; send an object.`,
    path: 'body',
    expected: 'object',
    actual: what,
  }
}

const FORM = 'application/x-www-form-urlencoded'

const mismatch = (request: WireRequest, what: string, expected: string): Note => ({
  kind: 'content-type-mismatch',
  message: `${what}: send it as ${expected}.`,
  path: 'Content-Type',
  expected,
  actual: mediaTypeOf(request),
})

const notRead = (request: WireRequest): Note | undefined => {
  const type = mediaTypeOf(request)
  const expected = looksLikeJson(request.body) ? 'application/json' : FORM
  if (type !== '') {
    const lower = type.toLowerCase()
    if (lower === FORM || (lower === 'multipart/form-data' && request.method === 'POST'))
      return undefined
    return mismatch(request, `ShopXO does not read a ${type} body of a ${request.method}`, expected)
  }
  return {
    kind: 'content-type-missing',
    message: `Without a Content-Type ShopXO does not read the body: send ${expected}.`,
    path: 'Content-Type',
    expected,
  }
}

const looksLikeJson = (body: Buffer): boolean => /^\s*[[{]/.test(body.toString('latin1', 0, 64))

/** Sent, but where this parameter is not looked for. */
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
    message: `\`${name}\` in the ${actual} is ignored: ShopXO reads it from the ${expected}${source === 'post' ? '' : ' or a form'} only.`,
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

const unknown = (names: Iterable<string>, known: readonly string[], always: boolean): Note[] => {
  const notes: Note[] = []
  let looked = 0
  for (const name of names) {
    if (known.includes(name)) continue
    if (++looked > MOST) break
    const near = nearestName(name, known)
    if (near === undefined && !always) continue
    notes.push({
      kind: 'unknown-field',
      message: `\`${name}\` is no parameter of this operation: ShopXO ignored it.${near === undefined ? '' : ` Probably \`${near}\` was meant.`}`,
      path: name,
      ...(near !== undefined && { expected: near }),
    })
  }
  return notes
}
