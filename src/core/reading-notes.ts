import { grouped } from './grouped.ts'
import type { Api, Operation } from './api.ts'
import { encodingNote } from './body-encoding.ts'
import { wrappingNote } from './body-wrapping.ts'
import type { Decoded } from './dialect.ts'
import type { Note } from './note.ts'
import type { WireRequest } from './wire.ts'

/** The kinds of notes that a wrong encoding or wrapping causes. The note on the cause replaces them. */
const misled = new Set([
  ...['json-syntax', 'json-truncated', 'json-trailing-text', 'json-type-mismatch', 'body-encoding'],
  ...['unknown-field', 'form-name-not-bound', 'form-syntax', 'content-type-mismatch'],
  ...['xml-syntax', 'xml-wrong-root', 'charset-ignored', 'content-encoding-ignored', 'null-body'],
])

/**
 * Returns the notes on reading a request: the dialect's notes, or the one cause that replaces them (an
 * encoding, a wrapping or a wrong separator), and notes on texts that stand for a missing value. `before` are
 * the notes of routing.
 */
export const readingNotes = (
  { dialect: { name: dialect } }: Pick<Api, 'dialect'>,
  request: WireRequest,
  operation: Operation,
  decoded: Decoded,
  before: readonly Note[] = [],
): readonly Note[] => {
  const { notes } = decoded
  const isClean =
    notes.length === 0 &&
    decoded.kind === 'bound' &&
    decoded.issues.length === 0 &&
    (dialect === 'aspnet-webapi' || !looksOdd(request, dialect))
  const separator = mayHaveSeparator(request) ? separatorNote(request, operation) : undefined
  const own = decoded.kind === 'bound' ? noValueNotes(decoded.value) : []
  if (isClean && separator === undefined) return own
  const isTold = before.some(({ kind }) => kind === 'content-encoding-ignored')
  const encoding = isClean || isTold ? undefined : encodingNote(request)
  const wrapping =
    isClean || isTold || encoding !== undefined
      ? undefined
      : wrappingNote(request, operation, dialect !== 'spring')
  const cause = encoding ?? wrapping
  const kept =
    cause === undefined && !isTold ? notes : notes.filter(({ kind }) => !misled.has(kind))
  const isAmp = (note: Note): boolean =>
    separator !== undefined &&
    note.kind === 'unknown-field' &&
    note.path?.startsWith('amp;') === true
  return [
    ...(cause === undefined ? [] : [cause]),
    ...(separator === undefined ? [] : [separator]),
    ...together(kept.filter((note) => !isAmp(note))),
    ...own,
  ]
}

/**
 * Whether a body looks unlike what the dialect reads, although reading left no note: compressed or UTF-16
 * bytes, or JSON where Spring reads only forms.
 */
const looksOdd = ({ body, headers }: WireRequest, dialect: string): boolean => {
  if (body.length === 0) return false
  const [a = 0, b = 0] = body
  if (a < 9 || b === 0 || a >= 0x80 || a === 0x1f || a === 0x28) return true
  if (headers['content-encoding'] !== undefined) return true
  return dialect === 'spring' && (a === 0x7b || a === 0x5b || a === 0x22)
}

/**
 * Returns the notes on the separators of a request that reached no operation, which therefore nothing else
 * reads.
 */
export const addressNotes = (request: WireRequest): readonly Note[] => {
  const note = mayHaveSeparator(request) ? separatorNote(request, undefined) : undefined
  return note === undefined ? [] : [note]
}

const mayHaveSeparator = ({ query, body, headers }: WireRequest): boolean =>
  query.includes('?') ||
  query.includes('amp;') ||
  (query.includes('%') && /%3f|%26amp;/i.test(query)) ||
  (body.length > 0 &&
    isForm(headers) &&
    (body.includes(QUESTION_MARK) || (body.includes(SEMICOLON) && body.includes('amp;'))))

// Single bytes, because Node.js searches a buffer much faster for a byte than for a text.
const QUESTION_MARK = 0x3f
const SEMICOLON = 0x3b

/** The kinds of notes that explain why a body was misread. Values are then missing for that reason. */
const causes = new Set(['body-wrapped', 'body-encoding', 'content-encoding-ignored'])

/** Whether a note on a missing value only repeats an effect whose cause an earlier note has named. */
export const isConsequence = ({ kind, path }: Note, before: readonly Note[]): boolean =>
  kind === 'required-missing' &&
  before.some(
    (one) => causes.has(one.kind) || (one.kind === 'separator-wrong' && one.path === path),
  )

/** Joins notes that say the same about several names into one note that lists the names. */
const together = (notes: readonly Note[]): readonly Note[] => {
  if (notes.length < LEAST_JOINED) return notes
  const groups = grouped(notes.map((note) => [`${note.kind} ${sentenceOf(note)}`, note] as const))
  return [...groups.values()].flatMap(alike)
}

/** The smallest number of notes that are joined when they differ only in the name. */
const LEAST_JOINED = 4

const sentenceOf = ({ message, path }: Note): string =>
  path === undefined ? message : message.replaceAll(`\`${path}\``, '`…`')

const alike = (group: readonly Note[]): readonly Note[] => {
  const [first, ...others] = group
  return first === undefined || group.length < LEAST_JOINED ? group : [joined(first, others)]
}

const joined = (first: Note, others: readonly Note[]): Note => {
  const names = others.map((note) => `\`${note.path ?? ''}\``).join(', ')
  return {
    ...first,
    message: `${first.message.replace(/[.?]$/, '')} (so it is with ${names})${first.message.endsWith('?') ? '?' : '.'}`,
    path: first.path ?? '',
  }
}

/**
 * Finds `&amp;` or a second `?` in place of `&`, in the query or a form. Returns undefined when the
 * separators are right.
 */
const separatorNote = (
  { query, body, headers }: WireRequest,
  operation: Operation | undefined,
): Note | undefined => {
  const inQuery = query === '' ? undefined : separatorIn(query, operation)
  if (inQuery !== undefined) return noteOf('query', inQuery)
  if (body.length === 0 || body.length > LONGEST || !isForm(headers)) return undefined
  const inForm = separatorIn(body.toString('latin1'), operation)
  return inForm && noteOf('form', inForm)
}

const LONGEST = 65_536

const isForm = (headers: WireRequest['headers']): boolean =>
  /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '')

interface Found {
  readonly separator: '&amp;' | '?'
  /** The parameter name after the separator. */
  readonly name: string
}

const separatorIn = (text: string, operation: Operation | undefined): Found | undefined => {
  const amp = /(?:&|%26)amp;([\w%[\].-]{1,64})=/i.exec(text)?.[1]
  if (amp !== undefined) return { separator: '&amp;', name: amp }
  // A value may contain a `?`, but hardly one before the name of a known parameter.
  for (const [, name = ''] of text.matchAll(/(?:\?|%3f)(\w{1,64})=/gi))
    if (isRead(name, operation)) return { separator: '?', name }
  return undefined
}

/**
 * Parameter names that every client of ShopXO sends. They are needed because a wrong `s` reaches no operation
 * that would know them.
 */
const common = new Set(['s', 'application', 'application_client_type', 'token', 'ajax', 'uuid'])

const isRead = (name: string, operation: Operation | undefined): boolean =>
  common.has(name) || (operation !== undefined && Object.hasOwn(operation.request.fields, name))

const noteOf = (place: 'query' | 'form', { separator, name }: Found): Note =>
  separator === '?'
    ? {
        kind: 'separator-wrong',
        message: `The ${place} has a second \`?\`, before \`${name}\`: only the first begins a query, and the rest belongs to the value in front of it; write \`&${name}=\`.`,
        path: name,
        expected: '&',
        actual: '?',
      }
    : {
        kind: 'separator-wrong',
        message: `The ${place} has \`&amp;\` before \`${name}\`: it is HTML's way to write \`&\`, and the server read a parameter \`amp;${name}\`; write \`&${name}=\`.`,
        path: name,
        expected: '&',
        actual: '&amp;',
      }

/** Matches how JavaScript, Java, Python and Go print a missing value or an object. */
const NO_VALUE =
  /^["']?(?:undefined|null|nan|none|nil|<nil>|\(null\)|\[object [A-Z]\w{1,20}\])["']?$/i
const LONGEST_WORD = 32

/** Whether a text is what a program prints for a missing value. */
export const isNoValue = (text: string): boolean =>
  text.length <= LONGEST_WORD && NO_VALUE.test(text)

/** Fields about which decrypting or exchanging the code gives a better note. */
const toldElsewhere = new Set([
  ...['code', 'js_code', 'authcode'],
  ...['phoneString', 'EncryptMobile', 'EncryptIV', 'encrypted_data', 'iv'],
])

/** Returns the notes on texts that stand for a missing value. */
const noValueNotes = (value: Readonly<Record<string, unknown>> | null): readonly Note[] => {
  if (value === null) return none
  let notes: Note[] | undefined
  for (const name in value) {
    const text = value[name]
    if (typeof text !== 'string' || text.length > LONGEST_WORD || text.length < 3) continue
    if (NO_VALUE.test(text) && !toldElsewhere.has(name))
      (notes ??= []).push(noValueNote(name, text))
  }
  return notes ?? none
}

const none: readonly Note[] = []

const noValueNote = (name: string, text: string): Note => ({
  kind: 'no-value-text',
  message: `\`${name}\` is the text \`${text}\`, as a variable without a value is printed: the server took it for a value like any other; send the value itself, or leave \`${name}\` out.`,
  path: name,
  actual: text,
})
