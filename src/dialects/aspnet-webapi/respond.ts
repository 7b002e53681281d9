import type { Basis } from '../../core/case.ts'
import type { Shape } from '../../core/schema.ts'
import type { Reply, WireRequest } from '../../core/wire.ts'
import type { FormatKind } from './formats.ts'
import { printHttpError, type HttpError } from './http-error.ts'
import { writeJson } from './json/write-json.ts'
import { callbackOf, JSONP_CONTENT_TYPE, wrapJsonp } from './jsonp.ts'
import { negotiate } from './negotiation.ts'
import { replyWith } from './replies.ts'
import { writeDataContract } from './xml/write-data-contract.ts'

export interface ResponderOptions {
  /** Pattern of an IsoDateTimeConverter; absent: ISO 8601 round-trip. */
  readonly dateFormat?: string | undefined
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

export const createResponder = ({ dateFormat, jsonp = false }: ResponderOptions): Responder => {
  const writing = { dateFormat }
  const content: Responder['content'] = (request, print, status) => {
    const { kind, charset, contentType } = negotiate(request).format
    const text = print(kind)
    const callback = jsonp && kind === 'json' ? callbackOf(request.query) : undefined
    return callback === undefined
      ? replyWith({ contentType, charset, text }, status)
      : replyWith(
          { contentType: JSONP_CONTENT_TYPE, charset: 'utf-8', text: wrapJsonp(callback, text) },
          status,
        )
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
    empty: (status) => replyWith({ charset: 'utf-8', text: '' }, status),
  }
}

/** The formatter's encoding throws at a lone surrogate, which XML's character references can bring in (S). */
const encodable = (json: string): string | undefined => (json.isWellFormed() ? json : undefined)
