import type { Operation } from '../../core/api.ts'
import type { RefusalTarget } from '../../core/dialect.ts'
import type { Issue } from '../../core/outcome.ts'
import type { Reply, WireRequest } from '../../core/wire.ts'
import { defaultsOf } from './clr/defaults.ts'
import { requestContent } from './formats.ts'
import { dangerousCharacter, dangerousPath, frontPages, iisNotFound } from './front.ts'
import { modelState, parameterName } from './model-state.ts'
import { isRefusal, refusals, type Refusal } from './refusals.ts'
import { requestUri } from './request-uri.ts'
import { ERROR_OCCURRED, invalidRequest, type HttpError, type Responder } from './respond.ts'
import { verbOf } from './routing.ts'

/**
 * Speaks a refusal in the framework's words, live or forced. An action that ignores its model state
 * meets no object where the body could not be read, and fails as on a null one.
 */
export const refuse = (
  responder: Responder,
  request: WireRequest,
  name: string,
  { operation, issues = [] }: Pick<RefusalTarget, 'operation' | 'issues'>,
): Reply => {
  if (!isRefusal(name)) throw new Error(`ASP.NET has no refusal ${name}: name one of its cases.`)
  if (name === 'dangerous-path') return dangerousPath(dangerousCharacter(request.path) ?? ':')
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

/** The body of a refusal; undefined where IIS answers instead of Web API. */
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
 * docs/spec/aspnet-webapi.md#choice-of-the-input-formatter: a header that cannot be parsed is as
 * good as none.
 */
const unsupported = ({ headers }: WireRequest): string => {
  const { mediaType } = requestContent(headers['content-type'] ?? '')
  return mediaType === undefined
    ? "The request contains an entity body but no Content-Type header. The inferred media type 'application/octet-stream' is not supported for this resource."
    : `The request entity's media type '${mediaType.text}' is not supported for this resource.`
}

/** The model state of a body that no formatter can read: an exception under the parameter's name. */
const unreadable = (operation: Operation | undefined): readonly Issue[] => [
  { field: parameterName(operation), errors: [{ message: '' }] },
]

/** The model state of an empty object; where nothing is required, that of an unreadable body. */
const nothingBound = (operation: Operation | undefined): readonly Issue[] => {
  if (operation === undefined) return unreadable(operation)
  const empty = { value: defaultsOf(operation.request), errors: [], notes: [] }
  const { issues } = modelState(empty, operation)
  return issues.length > 0 ? issues : unreadable(operation)
}
