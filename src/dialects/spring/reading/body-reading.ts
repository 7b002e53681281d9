import type { WireRequest } from '../../../core/wire.ts'
import { isFormContent } from './form-content.ts'
import { isMultipart } from './multipart.ts'

/** Who reads parameters from a body: Tomcat a form of POST, Spring's filter those of PUT, PATCH and DELETE (R). */
export type Reading = 'form' | 'form-content' | 'multipart'

/** Undefined where nobody does. */
export const readingOf = (request: WireRequest): Reading | undefined => {
  if (isMultipart(request)) return 'multipart'
  if (request.method === 'POST') return isForm(request.headers['content-type']) ? 'form' : undefined
  return isFormContent(request) ? 'form-content' : undefined
}

/** Tomcat compares the media type as it is written (R). */
const isForm = (contentType: string | undefined): boolean =>
  mediaType(contentType) === 'application/x-www-form-urlencoded'

/** Without its parameters. */
export const mediaType = (contentType: string | undefined): string | undefined => {
  const semicolon = contentType?.indexOf(';') ?? -1
  return (semicolon === -1 ? contentType : contentType?.slice(0, semicolon))?.trim()
}
