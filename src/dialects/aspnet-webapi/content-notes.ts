import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import type { BodyRead } from './body-read.ts'
import type { RequestContent } from './request-content.ts'

const none: readonly Note[] = []
const READABLE = 'application/json, application/xml or application/x-www-form-urlencoded'

/** What Content-Type made of the body, where that was hardly meant. */
export const contentNotes = (
  { headers, body }: WireRequest,
  content: RequestContent,
  read: BodyRead | undefined,
): readonly Note[] => {
  if (body.length === 0) return none
  if (read === undefined) return [unreadNote(headers['content-type'] ?? '', content)]
  const isClean = read.errors.length === 0 && content.formatter !== 'form'
  if (isClean && content.declaredCharset === undefined) return none
  return [
    ...(isClean ? none : mismatchNotes(body, content.formatter)),
    ...charsetNotes(body, content),
  ]
}

const unreadNote = (sent: string, { mediaType }: RequestContent): Note => {
  if (sent === '')
    return {
      kind: 'content-type-missing',
      message: `The body has no Content-Type, so no formatter reads it: send ${READABLE}.`,
      path: 'Content-Type',
      expected: READABLE,
    }
  const shown = sent.length > 100 ? `${sent.slice(0, 100)}…` : sent
  const why =
    mediaType === undefined ? 'cannot be parsed and counts as none' : 'is read by no formatter'
  return {
    kind: 'content-type-unsupported',
    message: `Content-Type \`${shown}\` ${why}: send ${READABLE}.`,
    path: 'Content-Type',
    expected: READABLE,
    actual: shown,
  }
}

const types = {
  json: { name: 'JSON', mediaType: 'application/json' },
  xml: { name: 'XML', mediaType: 'application/xml' },
  form: { name: 'a form', mediaType: 'application/x-www-form-urlencoded' },
} as const

/** A body that looks like one format and was labelled another. */
const mismatchNotes = (body: Buffer, read: RequestContent['formatter']): readonly Note[] => {
  const looks = looksLike(body.toString('latin1', 0, 256))
  if (looks === undefined || read === undefined || looks === read) return none
  return [
    {
      kind: 'content-type-mismatch',
      message: `The body looks like ${types[looks].name} and was read as ${types[read].name}, as its Content-Type says: send \`${types[looks].mediaType}\`.`,
      path: 'Content-Type',
      expected: types[looks].mediaType,
      actual: types[read].mediaType,
    },
  ]
}

const looksLike = (start: string): keyof typeof types | undefined => {
  const text = start.replace(/^(?:\xef\xbb\xbf)?\s*/, '')
  if (text.startsWith('<')) return 'xml'
  if (text.startsWith('{') || text.startsWith('[')) return 'json'
  return /^[^\s{}[\]<>"'=&]+=/.test(text) ? 'form' : undefined
}

/** Only utf-8 and utf-16 count, unquoted; another charset makes a difference beyond ASCII (§3). */
const charsetNotes = (
  body: Buffer,
  { charset, declaredCharset }: RequestContent,
): readonly Note[] => {
  const named = declaredCharset?.replaceAll('"', '').toLowerCase()
  if (named === undefined || named === charset || body.every((byte) => byte > 0 && byte < 0x80))
    return none
  return [
    {
      kind: 'charset-ignored',
      message: `charset=${declaredCharset ?? ''} is not one that Web API knows, so the body was read as ${charset}.`,
      path: 'Content-Type',
      expected: 'utf-8 or utf-16',
      actual: declaredCharset ?? '',
    },
  ]
}
