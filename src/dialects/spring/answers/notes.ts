import { clip } from '../../../core/clip.ts'
import type { Note } from '../../../core/note.ts'

/** An error is told as a page. */
export const pageNote = (accept: string): Note => ({
  kind: 'error-as-page',
  message: `The Accept header \`${clip(accept)}\` prefers text/html: Spring Boot answered the error with its page for browsers; send \`Accept: application/json\`.`,
  path: 'Accept',
  expected: 'application/json',
  actual: clip(accept),
})

/** An error is told by its status alone. */
export const unwritableNote = (accept: string, status: number): Note => ({
  kind: 'accept-not-writable',
  message: `The Accept header \`${clip(accept)}\` takes nothing that Spring writes: it answered ${status} without a body; send \`Accept: application/json\`.`,
  path: 'Accept',
  expected: 'application/json',
  actual: clip(accept),
})

/** The handler ran before anybody looked at what the client accepts. */
export const notAcceptable = (accept: string): Note => ({
  kind: 'not-acceptable',
  message: `The Accept header \`${clip(accept)}\` takes no JSON: Spring ran the handler, so that a code is used up, and answered 406 in place of what it made; send \`Accept: application/json\`.`,
  path: 'Accept',
  expected: 'application/json',
  actual: clip(accept),
})

/** A browser asked whether it may ask, and Spring has no CORS set up. */
export const corsRejected = (origin: string): Note => ({
  kind: 'cors-rejected',
  message: `A preflight came from ${clip(origin)}, and the application has no CORS set up: Spring answered 403 and the browser will not send the request; call from a server, or start the mock with CORS.`,
  path: 'Origin',
  actual: clip(origin),
})
