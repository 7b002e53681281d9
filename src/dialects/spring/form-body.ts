import type { WireRequest } from '../../core/wire.ts'

/** Tomcat reads the form of a POST; Spring's FormContentFilter adds PUT, PATCH and DELETE (I). */
export const readsForm = ({ method, headers }: WireRequest): boolean =>
  method !== 'GET' && method !== 'HEAD' && isForm(headers['content-type'])

/** Tomcat compares the media type as it is written (I). */
const isForm = (contentType: string | undefined): boolean =>
  mediaType(contentType) === 'application/x-www-form-urlencoded'

/** Without its parameters. */
export const mediaType = (contentType: string | undefined): string | undefined => {
  const semicolon = contentType?.indexOf(';') ?? -1
  return (semicolon === -1 ? contentType : contentType?.slice(0, semicolon))?.trim()
}
