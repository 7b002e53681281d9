import type { Charset } from './formats.ts'
import { formatters } from './formats.ts'
import { closeness, parameterOf, parseMediaType, type MediaType } from './media-type.ts'
import { remember } from './remember.ts'

/** What a Content-Type header makes of a request's body. */
export interface RequestContent {
  /** Undefined: none reads it, which is a 415 where there is a body. */
  readonly formatter: 'json' | 'xml' | 'form' | undefined
  /** Undefined where the header is absent or malformed. */
  readonly mediaType: MediaType | undefined
  /**
   * What the body is read with; a charset of another name counts for nothing
   * (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter).
   */
  readonly charset: Charset
  /** The charset parameter as sent. */
  readonly declaredCharset: string | undefined
}

/**
 * Chooses the formatter that reads a body
 * (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter).
 */
export const requestContent = remember((header: string): RequestContent => {
  const mediaType = parseMediaType(header)
  const declaredCharset = mediaType && parameterOf(mediaType, 'charset')
  // Compared with its quotes, if any: "utf-16" in quotes is not utf-16 (S).
  const charset = declaredCharset?.toLowerCase() === 'utf-16' ? 'utf-16' : 'utf-8'
  return { formatter: mediaType && readerOf(mediaType), mediaType, charset, declaredCharset }
})

const readerOf = (sent: MediaType): RequestContent['formatter'] => {
  for (const { kind, types } of formatters)
    for (const { type, subtype } of types)
      if (closeness(sent, type, subtype) !== undefined) return kind
  return sent.type === 'application' && sent.subtype === 'x-www-form-urlencoded'
    ? 'form'
    : undefined
}
