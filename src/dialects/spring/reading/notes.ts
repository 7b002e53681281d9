import { clip } from '../../../core/clip.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import type { WireRequest } from '../../../core/wire.ts'
import { ignoredCharset } from '../../../core/body-encoding.ts'
import { FORM, mediaType, readingOf } from './body-reading.ts'
import type { BrokenMultipart } from './multipart.ts'

/** The most notes about unknown names. More notes would not help the reader. */
const MOST = 8
/** The most bytes of a body that are searched for a note. */
const LONGEST = 65_536

export const droppedParameter: Note = {
  kind: 'percent-encoding',
  message:
    'A parameter has a `%` without two hex digits behind it: Tomcat dropped the whole parameter; write `%25`.',
}

export const missingParameter = (name: string): Note => ({
  kind: 'required-missing',
  message: `Parameter \`${name}\` is required and absent: Spring answered 400 before the handler saw the request; send it.`,
  path: name,
})

export const notAnInteger = (
  name: string,
  text: string,
  why: 'malformed' | 'out-of-range',
): Note => ({
  kind: why === 'malformed' ? 'integer-malformed' : 'integer-out-of-range',
  message: `Parameter \`${name}\` is \`${clip(text)}\`, which is ${why === 'malformed' ? 'no integer' : 'beyond a 32-bit integer'}: Spring answered 400 before the handler saw the request; send one from -2147483648 to 2147483647.`,
  path: name,
  expected: 'an integer from -2147483648 to 2147483647',
  actual: clip(text),
})

/** A note for requests over Tomcat's `maxParameterCount`. */
export const tooManyParameters: Note = {
  kind: 'too-many-parameters',
  message:
    'Query and body hold over 10000 parameters together: Tomcat read no more of them; send fewer.',
  expected: 'at most 10000',
}

/** Returns a note for forms over Tomcat's `maxPostSize`. */
export const formTooLong = (length: number, most: number): Note => ({
  kind: 'form-too-long',
  message: `The form has ${length} bytes, over ${most}: Tomcat did not read it and took its parameters for absent; send less.`,
  expected: `at most ${most} bytes`,
  actual: String(length),
})

/** Returns a note about a file part. Spring cannot convert a file to text or a number. */
export const filePart = (name: string, refusal: 'server-error' | 'bad-request'): Note => ({
  kind: 'file-part',
  message: `The part \`${name}\` has a file name, so it is a file, which no text or number can be made of: Spring answered ${refusal === 'server-error' ? 500 : 400}; send the part without \`filename\`.`,
  path: name,
})

export const brokenMultipart = ({ why, fix }: BrokenMultipart): Note => ({
  kind: 'multipart-malformed',
  message: `The multipart body cannot be taken apart, for ${why}: Spring answered 500 before it looked for a handler; ${fix}.`,
})

/** Returns a note about a form for which Spring Boot's FormContentFilter throws. */
export const brokenForm = (at: string): Note => ({
  kind: 'percent-encoding',
  message: `The form has a \`%\` without two hex digits behind it, in \`${clip(at)}\`: the filter that reads forms of PUT, PATCH and DELETE threw and Spring answered 500; write \`%25\`.`,
  actual: clip(at),
})

export const malformedOrigin: Note = {
  kind: 'origin-malformed',
  message:
    'The Origin names a scheme without a host, or a host or port that is none: the CORS processor threw and Spring answered 500; send an origin such as `https://app.example`.',
  path: 'Origin',
}

/**
 * Returns notes about parameters that were sent and not read. `names` are the parameters that the operation
 * reads, `absent` those of them that the request lacks, `unknown` the names that no parameter has.
 */
export const unreadNotes = (
  request: WireRequest,
  names: readonly string[],
  absent: readonly string[],
  unknown: readonly string[],
): readonly Note[] => {
  const notes = [...new Set(unknown)].slice(0, MOST).map((name) => unknownParameter(name, names))
  if (request.body.length === 0) return notes
  const reading = readingOf(request)
  // Tomcat reads every form of a POST as UTF-8, because Spring Boot's filter sets that charset (R).
  if (reading === 'form')
    return [
      ...notes,
      ...ignoredCharset(request, 'Spring Boot reads a form as UTF-8 whatever it declares'),
    ]
  return reading === undefined ? [...notes, ...unreadBody(request, names, absent)] : notes
}

const unknownParameter = (name: string, names: readonly string[]): Note => {
  if (/^\s*[{[]/.test(name))
    return {
      kind: 'content-type-mismatch',
      message:
        'The body is JSON sent as a form: Tomcat read it as one parameter of that name; send `name=value` pairs.',
      path: 'Content-Type',
      expected: 'name=value pairs',
      actual: clip(name),
    }
  const near = nearestName(name, names)
  return {
    kind: 'unknown-field',
    message: `Parameter \`${clip(name)}\` is none of this handler's: Spring ignored it; ${near === undefined ? `it reads ${names.join(', ')}.` : `did you mean \`${near}\`?`}`,
    path: clip(name),
    ...(near === undefined ? {} : { expected: near }),
    actual: clip(name),
  }
}

/**
 * Returns a note about a body that Spring does not read, if the body holds parameters that the request
 * otherwise lacks.
 */
const unreadBody = (
  request: WireRequest,
  names: readonly string[],
  absent: readonly string[],
): readonly Note[] => {
  const { method, headers, body } = request
  const type = mediaType(headers['content-type'])
  const text = body.toString('utf8', 0, LONGEST)
  const members = jsonMembers(text)
  const meant = (members ?? formNames(text)).filter((name) => names.includes(name))
  const wanted = meant.filter((name) => absent.includes(name))
  if (wanted.length === 0) return []
  if (type === FORM) return [formOf(method, wanted)]
  return [members === undefined ? unreadForm(type, wanted) : unreadJson(type, wanted)]
}

const unreadJson = (type: string | undefined, wanted: readonly string[]): Note => ({
  kind: 'parameter-in-wrong-place',
  message: `A JSON body holds ${quoted(wanted)}: the handler takes request parameters and does not read it; send them in the query or as a form.`,
  path: wanted.join(', '),
  expected: 'query or form',
  actual: type ?? 'JSON',
})

/** Returns a note about a form that is not read because of the method. */
const formOf = (method: string, wanted: readonly string[]): Note => ({
  kind: 'parameter-in-wrong-place',
  message: `The form of a ${method} holds ${quoted(wanted)}: nobody reads the body of a ${method}; send them in the query.`,
  path: wanted.join(', '),
  expected: 'query',
  actual: 'form',
})

const unreadForm = (type: string | undefined, wanted: readonly string[]): Note => {
  const absent = `Tomcat did not read it and took ${quoted(wanted)} for absent; send ${FORM}.`
  const about = { path: 'Content-Type', expected: FORM }
  if (type === undefined)
    return {
      kind: 'content-type-missing',
      message: `The body has no Content-Type: ${absent}`,
      ...about,
    }
  return type.includes('json')
    ? {
        kind: 'content-type-mismatch',
        message: `The body is a form sent as ${clip(type)}: ${absent}`,
        ...about,
        actual: clip(type),
      }
    : {
        kind: 'content-type-unsupported',
        message: `Content-Type \`${clip(type)}\` is none that parameters are read from: ${absent}`,
        ...about,
        actual: clip(type),
      }
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** Returns the names of a JSON object's members. Returns undefined for any other text. */
const jsonMembers = (text: string): readonly string[] | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? Object.keys(value) : undefined
  } catch {
    return undefined
  }
}

/** Returns names before a `=`, names in quotes as in a multipart body, and names of XML elements. */
const formNames = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|&)(\w{1,64})=|name="(\w{1,64})"|<(\w{1,64})>/g)].map(
    ([, pair, part, element]) => pair ?? part ?? element ?? '',
  )
