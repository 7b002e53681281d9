import type { Note } from '../core/note.ts'
import type { Limits } from './limits.ts'

/** A limit of what a client may send, as its refusal says it. */
export interface Over {
  readonly what: string
  /** The dialect's own word for it, if it has one. */
  readonly refusal: Note['kind']
  readonly status: number
  readonly title: string
  readonly detail: (limits: Limits) => string
}

export const overs = {
  body: {
    what: 'request body',
    refusal: 'request-too-large',
    status: 413,
    title: 'Body too large',
    detail: ({ bodyBytes }: Limits) =>
      `The body is over ${bodyBytes} bytes; raise the limit with --body-bytes.`,
  },
  uploads: {
    what: 'bodies being received',
    refusal: 'too-many-uploads',
    status: 503,
    title: 'Too many uploads',
    detail: ({ uploadBytes }: Limits) =>
      `Bodies of over ${uploadBytes} bytes together are being received; send fewer at once or raise --upload-bytes.`,
  },
  url: {
    what: 'request target',
    refusal: 'uri-too-long',
    status: 414,
    title: 'Target too long',
    detail: ({ urlBytes }: Limits) =>
      `The request target is over ${urlBytes} bytes; raise the limit with --url-bytes.`,
  },
} satisfies Record<string, Over>
