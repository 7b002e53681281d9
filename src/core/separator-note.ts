import type { Operation } from './api.ts'
import type { Note } from './note.ts'
import type { WireRequest } from './wire.ts'

/** `&amp;` or a second `?` where `&` belongs, in the query or a form; undefined where each is right. */
export const separatorNote = (
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
  /** The name behind it. */
  readonly name: string
}

const separatorIn = (text: string, operation: Operation | undefined): Found | undefined => {
  const amp = /(?:&|%26)amp;([\w%[\].-]{1,64})=/i.exec(text)?.[1]
  if (amp !== undefined) return { separator: '&amp;', name: amp }
  // A `?` may stand in a value; in front of a name that is read it hardly does.
  for (const [, name = ''] of text.matchAll(/(?:\?|%3f)(\w{1,64})=/gi))
    if (isRead(name, operation)) return { separator: '?', name }
  return undefined
}

/** Names that every client of ShopXO sends: a wrong `s` leads to no operation that would know them. */
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
