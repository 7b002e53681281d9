import type { Basis } from '../../core/case.ts'
import { remember } from '../../core/on-need.ts'
import type { Issue } from '../../core/outcome.ts'
import type { Shape } from '../../core/schema.ts'
import { DATE, LENGTH, type Headers, type Reply, type WireRequest } from '../../core/wire.ts'
import { mvcKey, queryPairs } from './form/form-pairs.ts'
import { writeJson, writeJsonString as quote, type JsonOptions } from './json/write-json.ts'
import { negotiate, type Charset, type FormatKind } from './negotiation.ts'
import { encodeLocalName, escapeText } from './xml/characters.ts'
import { writeDataContract } from './xml/write-data-contract.ts'

interface ResponderOptions extends JsonOptions {
  /** Whether the JSON formatter is a JSONP formatter (docs/spec/aspnet-webapi.md#jsonp-of-001). */
  readonly jsonp?: boolean | undefined
}

interface ResponseStatus {
  readonly status: number
  readonly basis: Basis
  /** Value of the Allow header. */
  readonly allow?: string
}

/** Builds replies from the results of an action, as `Request.CreateResponse` and related methods do. */
export interface Responder {
  /** Returns a reply with the text that `print` returns for the negotiated formatter. */
  readonly content: (
    request: WireRequest,
    print: (kind: FormatKind) => string,
    status: ResponseStatus,
  ) => Reply
  /**
   * Returns a reply with a value of a shape; undefined if the formatter cannot write the value, which
   * .NET answers with a 500.
   */
  readonly object: (
    request: WireRequest,
    shape: Shape,
    value: unknown,
    status: ResponseStatus,
  ) => Reply | undefined
  readonly error: (request: WireRequest, error: HttpError, status: ResponseStatus) => Reply
  /** Returns a reply without a body, and so without a Content-Type. */
  readonly empty: (status: ResponseStatus) => Reply
}

/** Creates the responder of a site from the options of its formatters. */
export const createResponder = ({ dateFormat, jsonp = false }: ResponderOptions): Responder => {
  const writing = { dateFormat }
  const content: Responder['content'] = (request, print, status) => {
    const { kind, charset, contentType } = negotiate(request).format
    const text = print(kind)
    const callback = jsonp && kind === 'json' ? callbackOf(request.query) : undefined
    // The call ends without a semicolon (docs/spec/aspnet-webapi.md#jsonp-of-001).
    return callback === undefined
      ? replyWith(contentType, charset, text, status)
      : replyWith(JSONP_CONTENT_TYPE, 'utf-8', `${callback}(${text})`, status)
  }
  return {
    content,
    object: (request, shape, value, status) => {
      const text =
        negotiate(request).format.kind === 'json'
          ? encodable(writeJson(shape, value, writing))
          : writeDataContract(shape, value)
      return text === undefined ? undefined : content(request, () => text, status)
    },
    error: (request, error, status) =>
      content(request, (kind) => printHttpError(kind, error), status),
    empty: (status) => replyWith('', 'utf-8', '', status),
  }
}

/**
 * Returns undefined for a lone surrogate, at which the formatter's encoding throws (S). Character
 * references in an XML request can bring in a lone surrogate.
 */
const encodable = (json: string): string | undefined => (json.isWellFormed() ? json : undefined)

/**
 * Builds a reply of the application as IIS sends it. An empty `contentType` leaves the
 * Content-Type header out.
 */
const replyWith = (
  contentType: string,
  charset: Charset,
  text: string,
  { status, basis, allow }: ResponseStatus,
): Reply => ({
  status,
  headers: allow === undefined ? sharedHeaders(contentType) : iisHeaders(contentType, allow),
  body: bodyIn(charset, text),
  basis,
})

/**
 * Returns text as a reply's body. UTF-8 stays a string, which the HTTP writer encodes without a BOM;
 * UTF-16 gets a BOM (docs/spec/aspnet-webapi.md#content-negotiation).
 */
export const bodyIn = (charset: Charset, text: string): string | Buffer =>
  charset === 'utf-8' ? text : Buffer.from(`\ufeff${text}`, 'utf16le')

/**
 * The headers of a reply under IIS, in the order of captures
 * (docs/spec/aspnet-webapi.md#headers-under-iis, S).
 */
const iisHeaders = (contentType: string, allow = ''): Headers => [
  ['Cache-Control', 'no-cache'],
  ['Pragma', 'no-cache'],
  ...(allow === '' ? [] : ([['Allow', allow]] as const)),
  ...(contentType === '' ? [] : ([['Content-Type', contentType]] as const)),
  ['Expires', '-1'],
  ['Server', 'Microsoft-IIS/10.0'],
  ['X-AspNet-Version', '4.0.30319'],
  ['X-Powered-By', 'ASP.NET'],
  ['Date', DATE],
  ['Content-Length', LENGTH],
]

/** Replies with the same Content-Type share one array of headers. */
const sharedHeaders = remember((contentType) => Object.freeze(iisHeaders(contentType)))

/**
 * The Content-Type of a JSONP answer, whichever JSON type was negotiated
 * (docs/spec/aspnet-webapi.md#jsonp-of-001).
 */
const JSONP_CONTENT_TYPE = 'text/javascript; charset=utf-8'

/**
 * Returns the first value of `callback` in a query, which is not validated; undefined if the value is
 * empty or absent. The key is compared exactly, in lower case. The keys are those of
 * GetQueryNameValuePairs, so `callback[]` counts as well (I).
 */
const callbackOf = (query: string): string | undefined => {
  if (query === '') return undefined
  const callback = queryPairs(query).find(([name]) => mvcKey(name) === 'callback')?.[1]
  return callback === '' ? undefined : callback
}

/** The body of a Web API error (docs/spec/aspnet-webapi.md#error-bodies). */
export interface HttpError {
  readonly message: string
  readonly modelState?: readonly Issue[]
}

/** The error body of an exception in the action. */
export const ERROR_OCCURRED: HttpError = { message: 'An error has occurred.' }

/**
 * Returns the error body of an invalid model state as a remote client sees it: the texts of
 * exceptions are left out.
 */
export const invalidRequest = (modelState: readonly Issue[]): HttpError => ({
  message: 'The request is invalid.',
  modelState,
})

/** Prints an error body as the JSON or the XML formatter does. */
export const printHttpError = (kind: FormatKind, error: HttpError): string =>
  kind === 'json' ? toJson(error) : toXml(error)

const toJson = ({ message, modelState }: HttpError): string => {
  const members = modelState?.map(
    (issue) => `${quote(issue.field)}:[${messagesOf(issue).map(quote).join(',')}]`,
  )
  const state = members === undefined ? '' : `,"ModelState":{${members.join(',')}}`
  return `{"Message":${quote(message)}${state}}`
}

/** XmlWriter joins several messages of one key by a space, as it writes a list [S]. */
const toXml = ({ message, modelState }: HttpError): string => {
  const elements = modelState?.map((issue) =>
    element(encodeLocalName(issue.field), text(messagesOf(issue).join(' '))),
  )
  const state = elements === undefined ? '' : element('ModelState', elements.join(''))
  return element('Error', element('Message', text(message)) + state)
}

const messagesOf = ({ errors }: Issue): readonly string[] =>
  errors.map((error) => (error.message === '' ? ERROR_OCCURRED.message : error.message))

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`

/**
 * Escapes an element's text. Decoded text has no lone surrogates; a lone surrogate from
 * another source is replaced (I).
 */
const text = (content: string): string => escapeText(content.toWellFormed()) ?? ''
