import type { Operation } from '../../core/api.ts'
import type { Decoded } from '../../core/dialect.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { readForm } from './form/read-form.ts'
import { requestContent, type RequestContent } from './formats.ts'
import { readJson } from './json/read-json.ts'
import type { JsonOptions } from './json/write-json.ts'
import { modelState, type BodyRead } from './model-state.ts'
import { requestNotes } from './request-notes.ts'
import { readDataContract } from './xml/read-data-contract.ts'

const nothing: BodyRead = { value: null, errors: [], notes: [] }

/**
 * Binds a request's body to the action's parameter: FormatterParameterBinding
 * (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter and the headings after it).
 */
export const readRequest = (
  request: WireRequest,
  operation: Operation,
  options: JsonOptions,
): Decoded => {
  const content = requestContent(request.headers['content-type'] ?? '')
  const { body } = request
  if (content.formatter === undefined && body.length > 0)
    return {
      kind: 'refused',
      refusal: 'unsupported-media-type',
      issues: [],
      notes: requestNotes(request, operation, content),
    }
  const read = body.length === 0 ? nothing : readBody(request, content, operation, options)
  if (read.over !== undefined) request.bounds?.reached(read.over, request)
  const state = modelState(read, operation)
  const about = requestNotes(request, operation, content, read)
  // What the wrong reader stumbled on follows from its having been the wrong one.
  const isMislabelled = about.some(({ kind }) => kind === 'content-type-mismatch')
  return {
    kind: 'bound',
    value: read.value,
    issues: state.issues,
    notes: join(isMislabelled ? none : read.notes, state.notes, about),
  }
}

const readBody = (
  { body, bounds }: WireRequest,
  { formatter, charset }: RequestContent,
  { request }: Operation,
  options: JsonOptions,
): BodyRead => {
  switch (formatter) {
    case 'xml':
      return readDataContract(body, charset, request, bounds?.xmlDepth)
    case 'form':
      return readForm(body, request, bounds?.formFields)
    default:
      return readJson(body, charset, request, options, bounds?.jsonDepth)
  }
}

const none: readonly Note[] = []

/** Nearly every request has no notes at all. */
const join = (a: readonly Note[], b: readonly Note[], c: readonly Note[]): readonly Note[] =>
  a.length + b.length + c.length === 0 ? none : [...a, ...b, ...c]
