import type { Operation } from '../../core/api.ts'
import { clip } from '../../core/clip.ts'
import type { Note } from '../../core/note.ts'
import { onceFor } from '../../core/on-need.ts'
import type { Shape } from '../../core/schema.ts'
import type { WireRequest } from '../../core/wire.ts'
import { foldCase } from './clr/text.ts'
import { queryPairs } from './form/form-pairs.ts'
import type { BodyRead } from './model-state.ts'
import { negotiate, type RequestContent } from './negotiation.ts'

const none: readonly Note[] = []

/**
 * Returns notes on headers and query parameters that have another effect than the client probably
 * meant. The answer itself does not show this.
 */
export const requestNotes = (
  request: WireRequest,
  operation: Operation,
  content: RequestContent,
  read?: BodyRead,
): readonly Note[] => {
  const notes = [
    ...contentNotes(request, content, read),
    ...acceptNotes(request),
    ...(request.query === '' ? none : misplacedNotes(request.query, operation.request)),
  ]
  // The readers of JSON and XML add a note on null themselves.
  if (read?.value === null && read.errors.length + read.notes.length === 0)
    notes.push(nullNote(request))
  return notes
}

const nullNote = ({ body }: WireRequest): Note => ({
  kind: 'null-body',
  message: `The body ${body.length === 0 ? 'is empty' : 'reads as null'}: Web API binds null without validating, and the action failed on it; send an object.`,
})

/**
 * Returns notes on an Accept header that no formatter serves, which is never a 406
 * (docs/spec/aspnet-webapi.md#content-negotiation), and on a browser's Accept.
 */
const acceptNotes = (request: WireRequest): readonly Note[] => {
  const accept = request.headers['accept'] ?? ''
  if (accept === '' || accept === '*/*') return none
  const { by, format } = negotiate(request)
  const actual = format.mediaType
  if (by === 'request' || by === 'default')
    return [
      {
        kind: 'accept-fallback',
        message: `Accept \`${clip(accept, 100)}\` names no type that is served here: Web API never answers 406 and sent ${actual}, ${by === 'request' ? "the request's own type" : "its first formatter's"}; ask for application/json or application/xml.`,
        path: 'Accept',
        expected: 'application/json, text/json, application/xml or text/xml',
        actual: clip(accept, 100),
      },
    ]
  if (format.kind === 'json' || !accept.toLowerCase().includes('text/html')) return none
  return [
    {
      kind: 'accept-fallback',
      message: `Accept is a browser's, which prefers XML to \`*/*\`: Web API answered in ${actual}; ask for application/json.`,
      path: 'Accept',
      expected: 'application/json',
      actual: clip(accept, 100),
    },
  ]
}

/** JSON and CLR names of a shape's members, case-folded. */
const namesOf = onceFor(
  ({ fields }: Shape): ReadonlySet<string> =>
    new Set(
      Object.entries(fields).flatMap(([key, field]) => [foldCase(key), foldCase(field.clr ?? key)]),
    ),
)

/**
 * Returns notes on members of the parameter that were sent in the query. Web API binds the parameter
 * from the body alone (docs/spec/aspnet-webapi.md#routing-and-methods).
 */
const misplacedNotes = (query: string, shape: Shape): readonly Note[] => {
  const known = namesOf(shape)
  const sent = new Set(queryPairs(query).map(([name]) => name))
  return [...sent]
    .filter((name) => known.has(foldCase(name)))
    .map((name) => ({
      kind: 'parameter-in-wrong-place',
      message: `Query parameter \`${name}\` is ignored: Web API reads ${shape.name} from the body; send it there.`,
      path: name,
      expected: 'body',
      actual: 'query',
    }))
}

const READABLE = 'application/json, application/xml or application/x-www-form-urlencoded'

/** Returns notes on the Content-Type if the client probably meant something else. */
const contentNotes = (
  { headers, body }: WireRequest,
  content: RequestContent,
  read: BodyRead | undefined,
): readonly Note[] => {
  if (body.length === 0) return none
  if (read === undefined) return [unreadNote(headers['content-type'] ?? '', content)]
  const isClean = read.errors.length === 0 && content.formatter !== 'form'
  if (isClean && content.declaredCharset === undefined) return none
  return [...(isClean ? none : mismatchNotes(body, content)), ...charsetNotes(content)]
}

const unreadNote = (sent: string, { mediaType }: RequestContent): Note => {
  if (sent === '')
    return {
      kind: 'content-type-missing',
      message: `The body has no Content-Type: no formatter reads it and Web API answered 415; send ${READABLE}.`,
      path: 'Content-Type',
      expected: READABLE,
    }
  const shown = clip(sent, 100)
  const why =
    mediaType === undefined ? 'cannot be parsed and counts as none' : 'is read by no formatter'
  return {
    kind: 'content-type-unsupported',
    message: `Content-Type \`${shown}\` ${why}: Web API answered 415; send ${READABLE}.`,
    path: 'Content-Type',
    expected: READABLE,
    actual: shown,
  }
}

const types = {
  json: { name: 'JSON', mediaType: 'application/json' },
  xml: { name: 'XML', mediaType: 'application/xml' },
  form: { name: 'a form', mediaType: 'application/x-www-form-urlencoded' },
} as const

/** Returns a note if the body looks like one format and has the Content-Type of another. */
const mismatchNotes = (
  body: Buffer,
  { formatter: read, mediaType }: RequestContent,
): readonly Note[] => {
  const looks = looksLike(body.toString('latin1', 0, 256))
  if (looks === undefined || read === undefined || looks === read) return none
  const expected = types[looks].mediaType
  const actual = mediaType?.text ?? ''
  return [
    {
      kind: 'content-type-mismatch',
      message: `The body looks like ${types[looks].name} and was sent as ${actual}: Web API read it as ${types[read].name}; send it as ${expected}.`,
      path: 'Content-Type',
      expected,
      actual,
    },
  ]
}

const looksLike = (start: string): keyof typeof types | undefined => {
  const text = start.replace(/^(?:\xef\xbb\xbf)?\s*/, '')
  if (text.startsWith('<')) return 'xml'
  if (text.startsWith('{') || text.startsWith('[')) return 'json'
  return /^[^\s{}[\]<>"'=&]+=/.test(text) ? 'form' : undefined
}

/**
 * Returns a note on a charset that Web API ignores. Web API knows only utf-8 and utf-16, unquoted
 * (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter). `utf8` and the names of ASCII get no
 * note, because the body is read the same way as UTF-8.
 */
const charsetNotes = ({ charset, declaredCharset }: RequestContent): readonly Note[] => {
  const named = declaredCharset?.replaceAll('"', '').toLowerCase()
  if (named === undefined || named === charset || asUtf8.has(named)) return none
  const actual = (declaredCharset ?? '').slice(0, 64)
  return [
    {
      kind: 'charset-ignored',
      message: `charset=${actual} is none that Web API knows: it read the body as ${charset}; send utf-8 or utf-16.`,
      path: 'Content-Type',
      expected: 'utf-8 or utf-16',
      actual,
    },
  ]
}

const asUtf8 = new Set(['utf8', 'us-ascii', 'ascii'])
