import type { Operation } from '../../core/api.ts'
import type { Note } from '../../core/note.ts'
import type { Shape } from '../../core/schema.ts'
import type { WireRequest } from '../../core/wire.ts'
import type { BodyRead } from './body-read.ts'
import { foldCase } from './clr/ordinal-ignore-case.ts'
import { contentNotes } from './content-notes.ts'
import { queryPairs } from './form/form-pairs.ts'
import { negotiate } from './negotiation.ts'
import type { RequestContent } from './request-content.ts'

const none: readonly Note[] = []

/** What a developer cannot see from the answer: headers and queries that said something else than meant. */
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
  // The JSON reader tells of a null itself.
  if (read?.value === null && read.errors.length + read.notes.length === 0)
    notes.push(nullNote(request))
  return notes
}

const nullNote = ({ body }: WireRequest): Note => ({
  kind: 'null-body',
  message: `The body ${body.length === 0 ? 'is empty' : 'reads as null'}: Web API binds null without validating, and the action failed on it; send an object.`,
})

/**
 * An Accept that no formatter serves is never a 406
 * (docs/spec/aspnet-webapi.md#content-negotiation).
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
        message: `Accept \`${short(accept)}\` names no type that is served here: Web API never answers 406 and sent ${actual}, ${by === 'request' ? "the request's own type" : "its first formatter's"}; ask for application/json or application/xml.`,
        path: 'Accept',
        expected: 'application/json, text/json, application/xml or text/xml',
        actual: short(accept),
      },
    ]
  if (format.kind === 'json' || !accept.toLowerCase().includes('text/html')) return none
  return [
    {
      kind: 'accept-fallback',
      message: `Accept is a browser's, which prefers XML to \`*/*\`: Web API answered in ${actual}; ask for application/json.`,
      path: 'Accept',
      expected: 'application/json',
      actual: short(accept),
    },
  ]
}

const short = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text)

const names = new WeakMap<Shape, ReadonlySet<string>>()

const namesOf = (shape: Shape): ReadonlySet<string> => {
  let known = names.get(shape)
  if (known === undefined) {
    known = new Set(
      Object.entries(shape.fields).flatMap(([key, field]) => [
        foldCase(key),
        foldCase(field.clr ?? key),
      ]),
    )
    names.set(shape, known)
  }
  return known
}

/**
 * Members of the parameter in the query: it is bound from the body alone
 * (docs/spec/aspnet-webapi.md#routing-and-methods).
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
