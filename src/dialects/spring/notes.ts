import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { mediaType, readsForm } from './form-body.ts'

/** More than these would say nothing new. */
const MOST = 8
/** Body text looked at for a note. */
const LONGEST = 65_536

export const droppedParameter: Note = {
  kind: 'percent-encoding',
  message:
    'A parameter was dropped: its name or value has a `%` without two hex digits behind it; write `%25`.',
}

export const missingParameter = (name: string): Note => ({
  kind: 'required-missing',
  message: `Parameter \`${name}\` is required and absent: Spring refused the request.`,
  path: name,
})

export const notAnInteger = (
  name: string,
  text: string,
  why: 'malformed' | 'out-of-range',
): Note => ({
  kind: why === 'malformed' ? 'integer-malformed' : 'integer-out-of-range',
  message: `Parameter \`${name}\` is not a 32-bit integer: Spring refused the request before the handler saw it.`,
  path: name,
  expected: 'an integer from -2147483648 to 2147483647',
  actual: clip(text),
})

/** What was sent and not read. `names` are those the operation reads, `absent` those it did not get. */
export const unreadNotes = (
  request: WireRequest,
  names: readonly string[],
  absent: readonly string[],
  unknown: readonly string[],
): readonly Note[] => [
  ...[...new Set(unknown)].slice(0, MOST).map((name) => unknownParameter(name, names)),
  ...(request.body.length === 0 || readsForm(request) ? [] : unreadBody(request, names, absent)),
]

const unknownParameter = (name: string, names: readonly string[]): Note => {
  if (/^\s*[{[]/.test(name))
    return {
      kind: 'content-type-mismatch',
      message:
        'The body is JSON text sent as a form: it was read as one oddly named parameter; send `name=value` pairs.',
      actual: clip(name),
    }
  const near = nearestName(name, names)
  return {
    kind: 'unknown-field',
    message: `Parameter \`${clip(name)}\` is not read${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    path: clip(name),
    ...(near === undefined ? {} : { expected: near }),
  }
}

/** A body that is no form is not read at all; worth a note when it holds something that was wanted. */
const unreadBody = (
  { headers, body }: WireRequest,
  names: readonly string[],
  absent: readonly string[],
): readonly Note[] => {
  const type = mediaType(headers['content-type']) ?? 'no Content-Type'
  const text = body.toString('utf8', 0, LONGEST)
  const members = jsonMembers(text)
  const meant = (members ?? formNames(text)).filter((name) => names.includes(name))
  const wanted = meant.filter((name) => absent.includes(name))
  if (wanted.length === 0) return []
  const what = wanted.map((name) => `\`${name}\``).join(', ')
  return members === undefined
    ? [
        {
          kind: 'content-type-mismatch',
          message: `The body has ${what} but came with ${type}: a form is read only as application/x-www-form-urlencoded.`,
          expected: 'application/x-www-form-urlencoded',
          actual: type,
        },
      ]
    : [
        {
          kind: 'parameter-in-wrong-place',
          message: `A JSON body is not read, so ${what} in it counts as absent: send it in the query or as a form.`,
          path: wanted.join(', '),
          expected: 'query or form',
          actual: type,
        },
      ]
}

/** Names of a JSON object's members; undefined for anything else. */
const jsonMembers = (text: string): readonly string[] | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? Object.keys(value) : undefined
  } catch {
    return undefined
  }
}

/** Names before a `=`, or in quotes as a multipart body has them. */
const formNames = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|&)(\w{1,64})=|name="(\w{1,64})"/g)].map(
    ([, pair, part]) => pair ?? part ?? '',
  )

const clip = (text: string): string => (text.length > 64 ? `${text.slice(0, 64)}…` : text)
