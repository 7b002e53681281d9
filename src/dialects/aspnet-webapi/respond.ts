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
  /** The JSON formatter is a JSONP one (docs/spec/aspnet-webapi.md#jsonp-of-001). */
  readonly jsonp?: boolean | undefined
}

interface ResponseStatus {
  readonly status: number
  readonly basis: Basis
  /** The Allow header. */
  readonly allow?: string
}

/** How an action's result becomes a reply, as `Request.CreateResponse` and its kin do it. */
export interface Responder {
  /** What the negotiated formatter prints. */
  readonly content: (
    request: WireRequest,
    print: (kind: FormatKind) => string,
    status: ResponseStatus,
  ) => Reply
  /** An object of a contract; undefined where the formatter fails on it: .NET answers that with a 500. */
  readonly object: (
    request: WireRequest,
    shape: Shape,
    value: unknown,
    status: ResponseStatus,
  ) => Reply | undefined
  readonly error: (request: WireRequest, error: HttpError, status: ResponseStatus) => Reply
  /** No body, and so no Content-Type. */
  readonly empty: (status: ResponseStatus) => Reply
}

/** How the actions of a site answer, by the options of its formatters. */
export const createResponder = ({ dateFormat, jsonp = false }: ResponderOptions): Responder => {
  const writing = { dateFormat }
  const content: Responder['content'] = (request, print, status) => {
    const { kind, charset, contentType } = negotiate(request).format
    const text = print(kind)
    const callback = jsonp && kind === 'json' ? callbackOf(request.query) : undefined
    // Without a semicolon at the end (docs/spec/aspnet-webapi.md#jsonp-of-001).
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

/** The formatter's encoding throws at a lone surrogate, which XML's character references can bring in (S). */
const encodable = (json: string): string | undefined => (json.isWellFormed() ? json : undefined)

/** A reply of the application as IIS sends it; without a Content-Type where that is empty. */
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
 * Text as a reply's body: UTF-8 without a BOM is left to the writer, UTF-16 has one
 * (docs/spec/aspnet-webapi.md#content-negotiation).
 */
export const bodyIn = (charset: Charset, text: string): string | Buffer =>
  charset === 'utf-8' ? text : Buffer.from(`\ufeff${text}`, 'utf16le')

/** IIS's headers, in the order of captures (docs/spec/aspnet-webapi.md#headers-under-iis, S). */
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

/** One array per kind of reply. */
const sharedHeaders = remember((contentType) => Object.freeze(iisHeaders(contentType)))

/**
 * What a JSONP answer is labelled with, whatever JSON type was negotiated
 * (docs/spec/aspnet-webapi.md#jsonp-of-001).
 */
const JSONP_CONTENT_TYPE = 'text/javascript; charset=utf-8'

/**
 * The `callback` of a query: exact lower-case key, first value, not validated; empty is none. The
 * keys are those of GetQueryNameValuePairs, so `callback[]` is one too (I).
 */
const callbackOf = (query: string): string | undefined => {
  if (query === '') return undefined
  const callback = queryPairs(query).find(([name]) => mvcKey(name) === 'callback')?.[1]
  return callback === '' ? undefined : callback
}

/** Web API's error body (docs/spec/aspnet-webapi.md#error-bodies). */
export interface HttpError {
  readonly message: string
  readonly modelState?: readonly Issue[]
}

/** Of an exception in the action. */
export const ERROR_OCCURRED: HttpError = { message: 'An error has occurred.' }

/** A model state as a remote client may see it: exceptions keep their texts to themselves. */
export const invalidRequest = (modelState: readonly Issue[]): HttpError => ({
  message: 'The request is invalid.',
  modelState,
})

/** An error body as the JSON or the XML formatter prints it. */
export const printHttpError = (kind: FormatKind, error: HttpError): string =>
  kind === 'json' ? toJson(error) : toXml(error)

const toJson = ({ message, modelState }: HttpError): string => {
  const members = modelState?.map(
    (issue) => `${quote(issue.field)}:[${messagesOf(issue).map(quote).join(',')}]`,
  )
  const state = members === undefined ? '' : `,"ModelState":{${members.join(',')}}`
  return `{"Message":${quote(message)}${state}}`
}

/** Several messages of one key are joined by a space, as XmlWriter writes a list [S]. */
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

/** Decoded text has no lone surrogates; one that got here some other way is replaced (I). */
const text = (content: string): string => escapeText(content.toWellFormed()) ?? ''
