import type { Operation } from '../../core/api.ts'
import { defineCases, type CaseRow } from '../../core/case.ts'
import type { BodyRefusals, FrontRefusals, RefusalTarget } from '../../core/dialect.ts'
import type { Issue } from '../../core/outcome.ts'
import type { Reply, WireRequest } from '../../core/wire.ts'
import { defaultsOf } from './clr/values.ts'
import { dangerousPath, frontPages, iisNotFound } from './front.ts'
import { modelState, parameterName } from './model-state.ts'
import { requestContent } from './negotiation.ts'
import { requestUri } from './request-uri.ts'
import { ERROR_OCCURRED, invalidRequest, type HttpError, type Responder } from './respond.ts'
import { verbOf } from './routing.ts'

/**
 * The case in which the framework refuses an invalid model. Each use adds `live`: what
 * makes a model invalid there.
 */
export const invalidModel = {
  code: 400,
  message: 'The request is invalid.',
  status: 400,
  basis: 'recorded',
  source: 'docs/spec/aspnet-webapi.md#error-bodies',
  kind: 'refusal',
} as const satisfies Omit<CaseRow, 'name'>

const row = (
  status: number,
  message: string,
  basis: CaseRow['basis'],
  source: string,
  live?: string,
): Omit<CaseRow, 'name'> => ({
  code: status,
  message,
  status,
  basis,
  source,
  kind: 'refusal',
  ...(live === undefined ? {} : { live: { text: live } }),
})

/**
 * A case that IIS answers with its 404 page: no API has the path, or request filtering refuses the
 * request.
 */
const iisPage = (live: string, filtering = '') =>
  row(
    404,
    '404 - File or directory not found.',
    'inferred',
    `docs/spec/aspnet-webapi.md#headers-under-iis${filtering}`,
    live,
  )

/** A case that HTTP.sys or ASP.NET answers before Web API. */
const beforeWebApi = (status: number, message: string, live?: string) =>
  row(status, message, 'source', 'docs/spec/aspnet-webapi.md#before-web-api', live)

/** The answers that Web API and IIS give before, or instead of, an action. */
export const refusals = defineCases({
  'unsupported-media-type': row(
    415,
    "The request entity's media type '…' is not supported for this resource.",
    'recorded',
    'docs/spec/aspnet-webapi.md#choice-of-the-input-formatter',
    'send a body as text/plain, or without a Content-Type',
  ),
  'method-not-allowed': row(
    405,
    "The requested resource does not support http method '…'.",
    'recorded',
    'docs/spec/aspnet-webapi.md#routing-and-methods',
    'use another verb than the documented one',
  ),
  'not-found': row(
    404,
    "No HTTP resource was found that matches the request URI '…'.",
    'recorded',
    'docs/spec/aspnet-webapi.md#error-bodies',
    'name an action or a controller below /api/ that does not exist',
  ),
  'malformed-body': {
    ...invalidModel,
    source: 'docs/spec/aspnet-webapi.md#reading-json',
    live: { text: 'send a body that cannot be read, such as [] or an open string' },
  },
  'invalid-model': {
    ...invalidModel,
    live: { text: 'leave out a required member, or send one of the wrong type' },
  },
  'null-body': row(
    500,
    'An error has occurred.',
    'recorded',
    'docs/spec/aspnet-webapi.md#empty-and-null-bodies',
    'send an empty body, or the JSON null',
  ),
  'server-error': row(
    500,
    'An error has occurred.',
    'recorded',
    'docs/spec/aspnet-webapi.md#error-bodies',
  ),
  'no-route': iisPage(
    'ask for a path that no service has, such as /: counted for the first service',
  ),
  'request-too-large': iisPage('send a body over the limit', ': request filtering, 404.13'),
  'uri-too-long': iisPage(
    'send a path and query over the limit',
    ': request filtering, 404.14 and 404.15',
  ),
  'length-required': beforeWebApi(411, 'The request must be chunked or have a content length.'),
  'invalid-url': beforeWebApi(400, 'The request URL is invalid.', 'send `%zz` in the path'),
  'path-too-long': beforeWebApi(
    400,
    'The length of the URL for this request exceeds the configured maxUrlLength value.',
    'send a path of over 260 characters',
  ),
  'dangerous-path': beforeWebApi(
    400,
    'A potentially dangerous Request.Path value was detected from the client (…).',
    'send `%3A` in the path',
  ),
})

/** The name of a row of `refusals`. */
type Refusal = keyof typeof refusals

/** The refusals of a body that is malformed, empty or invalid, as the pipeline asks for them. */
export const bodyRefusals = {
  malformed: 'malformed-body',
  empty: 'null-body',
  invalid: 'invalid-model',
} as const satisfies Record<keyof BodyRefusals, Refusal>

/**
 * The refusals that HTTP.sys, IIS and ASP.NET give before Web API sees the path
 * (docs/spec/aspnet-webapi.md#before-web-api).
 */
export const frontRefusals: FrontRefusals = {
  names: new Set<Refusal>([
    'length-required',
    'invalid-url',
    'path-too-long',
    'dangerous-path',
    'uri-too-long',
  ]),
  notFound: 'not-found' satisfies Refusal,
}

/**
 * Whether a name is a refusal. Names come from stubs and overrides, so inherited
 * properties must not match.
 */
const isRefusal = (name: string): name is Refusal => Object.hasOwn(refusals, name)

/**
 * Returns the framework's reply for a refusal, live or forced. An action that ignores its model
 * state gets no object if the body cannot be read, and fails as it does on a null body. Throws Error
 * if the name is no refusal.
 */
export const refuse = (
  responder: Responder,
  request: WireRequest,
  name: string,
  { operation, issues = [] }: Pick<RefusalTarget, 'operation' | 'issues'>,
): Reply => {
  if (!isRefusal(name)) throw new Error(`ASP.NET has no refusal ${name}: name one of its cases.`)
  if (name === 'dangerous-path') return dangerousPath(request.path)
  if (Object.hasOwn(frontPages, name)) return frontPages[name as keyof typeof frontPages]
  const spoken = name === 'malformed-body' && operation?.onInvalid === 'ignore' ? 'null-body' : name
  const error = errorOf(spoken, request, operation, issues)
  if (error === undefined) return iisNotFound
  const { status, basis } = refusals[spoken]
  return responder.error(request, error, {
    status,
    basis,
    ...(name === 'method-not-allowed' ? { allow: operation?.method ?? 'POST' } : {}),
  })
}

/** Returns the error body of a refusal; undefined if IIS answers instead of Web API. */
const errorOf = (
  name: Refusal,
  request: WireRequest,
  operation: Operation | undefined,
  issues: readonly Issue[],
): HttpError | undefined => {
  switch (name) {
    case 'unsupported-media-type':
      return { message: unsupported(request) }
    case 'method-not-allowed':
      return {
        message: `The requested resource does not support http method '${verbOf(request.method)}'.`,
      }
    case 'not-found':
      return {
        message: `No HTTP resource was found that matches the request URI '${requestUri(request)}'.`,
      }
    case 'malformed-body':
      return invalidRequest(issues.length > 0 ? issues : unreadable(operation))
    case 'invalid-model':
      return invalidRequest(issues.length > 0 ? issues : nothingBound(operation))
    case 'null-body':
    case 'server-error':
      return ERROR_OCCURRED
    default:
      return undefined
  }
}

/**
 * Returns the message of a 415. A Content-Type that cannot be parsed counts as absent
 * (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter).
 */
const unsupported = ({ headers }: WireRequest): string => {
  const { mediaType } = requestContent(headers['content-type'] ?? '')
  return mediaType === undefined
    ? "The request contains an entity body but no Content-Type header. The inferred media type 'application/octet-stream' is not supported for this resource."
    : `The request entity's media type '${mediaType.text}' is not supported for this resource.`
}

/** Returns the model state of a body that no formatter can read: an exception under the parameter's name. */
const unreadable = (operation: Operation | undefined): readonly Issue[] => [
  { field: parameterName(operation), errors: [{ message: '' }] },
]

/**
 * Returns the model state of an empty object. If no member is required, returns the model
 * state of an unreadable body.
 */
const nothingBound = (operation: Operation | undefined): readonly Issue[] => {
  if (operation === undefined) return unreadable(operation)
  const empty = { value: defaultsOf(operation.request), errors: [], notes: [] }
  const { issues } = modelState(empty, operation)
  return issues.length > 0 ? issues : unreadable(operation)
}
