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
  return [...(isClean ? none : mismatchNotes(body, content)), ...charsetNotes(content)]
}

const unreadNote = (sent: string, { mediaType }: RequestContent): Note => {
  if (sent === '')
    return {
      kind: 'content-type-missing',
      message: `The body has no Content-Type: no formatter reads it and Web API answered 415; send ${READABLE}.`,
      path: 'Content-Type',
      expected: READABLE,
    }
  const shown = sent.length > 100 ? `${sent.slice(0, 100)}…` : sent
  const why =
    mediaType === undefined ? 'cannot be parsed and counts as none' : 'is read by no formatter'
  return {
    kind: 'content-type-unsupported',
    message: `Content-Type \`${shown}\` ${why}: Web API answered 415; send ${READABLE}.`,
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
const mismatchNotes = (
  body: Buffer,
  { formatter: read, mediaType }: RequestContent,
): readonly Note[] => {
  const looks = looksLike(body.toString('latin1', 0, 256))
  if (looks === undefined || read === undefined || looks === read) return none
  const expected = types[looks].mediaType
  const actual = mediaType?.text ?? ''
  return [
    {
      kind: 'content-type-mismatch',
      message: `The body looks like ${types[looks].name} and was sent as ${actual}: Web API read it as ${types[read].name}; send it as ${expected}.`,
      path: 'Content-Type',
      expected,
      actual,
    },
  ]
}

const looksLike = (start: string): keyof typeof types | undefined => {
  const text = start.replace(/^(?:\xef\xbb\xbf)?\s*/, '')
  if (text.startsWith('<')) return 'xml'
  if (text.startsWith('{') || text.startsWith('[')) return 'json'
  return /^[^\s{}[\]<>"'=&]+=/.test(text) ? 'form' : undefined
}

/**
 * Only utf-8 and utf-16 count, unquoted (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter);
 * ASCII is read the same as either name for UTF-8.
 */
const charsetNotes = ({ charset, declaredCharset }: RequestContent): readonly Note[] => {
  const named = declaredCharset?.replaceAll('"', '').toLowerCase()
  if (named === undefined || named === charset || asUtf8.has(named)) return none
  const actual = (declaredCharset ?? '').slice(0, 64)
  return [
    {
      kind: 'charset-ignored',
      message: `charset=${actual} is none that Web API knows: it read the body as ${charset}; send utf-8 or utf-16.`,
      path: 'Content-Type',
      expected: 'utf-8 or utf-16',
      actual,
    },
  ]
}

const asUtf8 = new Set(['utf8', 'us-ascii', 'ascii'])
