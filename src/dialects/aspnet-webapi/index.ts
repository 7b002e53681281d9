import type { Operation } from '../../core/api.ts'
import type { Decoded, Dialect } from '../../core/dialect.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { readForm } from './form/read-form.ts'
import { documentLayout } from './help-page.ts'
import { readJson } from './json/read-json.ts'
import type { JsonOptions } from './json/write-json.ts'
import { modelState, type BodyRead } from './model-state.ts'
import { requestContent, type RequestContent } from './negotiation.ts'
import { bodyRefusals, frontRefusals, refusals, refuse } from './refusals.ts'
import { requestNotes } from './request-notes.ts'
import { createResponder } from './respond.ts'
import { compileClaims, type Host } from './routing.ts'
import { readXmlAnswer } from './xml/read-answer.ts'
import { readDataContract } from './xml/read-data-contract.ts'
import { describeContract } from './xml/write-data-contract.ts'

/** Options of a site that runs ASP.NET Web API. */
export interface AspNetWebApiOptions {
  /**
   * Pattern of the site's IsoDateTimeConverter. If absent, the site writes Json.NET's ISO 8601 form
   * and reads dates leniently.
   */
  readonly dateFormat?: string
  /** Whether the JSON formatter honours `?callback=` (docs/spec/aspnet-webapi.md#jsonp-of-001). */
  readonly jsonp?: boolean
  /** The server that answers a path that no route matches. Default `iis`. */
  readonly host?: Host
}

/** Creates the dialect of ASP.NET Web API 5.2.3 with Json.NET 11, under IIS, as a remote client sees it. */
export const aspnetWebApi = (options: AspNetWebApiOptions = {}): Dialect => {
  const { host = 'iis' } = options
  const responder = createResponder(options)
  return {
    name: 'aspnet-webapi',
    refusals,
    bodyRefusals,
    frontRefusals,
    claims: (api) => compileClaims(api, host),
    decode: (request, operation) => readRequest(request, operation, options),
    encode: (request, operation, value, { note }) => {
      const reply = responder.object(request, operation.response, value, OK)
      if (reply !== undefined) return reply
      note?.({
        kind: 'not-serializable',
        message: `The answer's ${operation.response.name} holds an undefined enum member, which XML cannot show, or text that is no Unicode: the formatter cannot write it and Web API answered 500.`,
      })
      return refuse(responder, request, 'server-error', { operation })
    },
    refuse: (request, name, target) => refuse(responder, request, name, target),
    xml: describeContract,
    documentLayout,
    readXml: readXmlAnswer,
  }
}

const OK = { status: 200, basis: 'recorded' } as const

const nothing: BodyRead = { value: null, errors: [], notes: [] }

/**
 * Binds a request's body to the action's parameter, as FormatterParameterBinding does
 * (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter and the headings after it).
 */
const readRequest = (request: WireRequest, operation: Operation, options: JsonOptions): Decoded => {
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
  // If the Content-Type is wrong, the wrong reader read the body. Its notes would only mislead.
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

/** Returns the shared empty list if all three lists are empty, as they are for nearly every request. */
const join = (a: readonly Note[], b: readonly Note[], c: readonly Note[]): readonly Note[] =>
  a.length + b.length + c.length === 0 ? none : [...a, ...b, ...c]
