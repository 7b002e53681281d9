import { clip } from '../../../core/clip.ts'
import type { Note } from '../../../core/note.ts'
import type { EnumField, Field } from '../../../core/schema.ts'
import type { Failure } from './failure.ts'

export interface FailureAt {
  readonly path: string
  readonly failure: Failure
  /** What the member should have held; undefined for the body itself and between members. */
  readonly field: Field | undefined
  readonly place: { readonly line: number; readonly position: number }
  readonly dateFormat: string | undefined
  /** What it came to: an object was bound in spite of it, or because of this one none was. */
  readonly outcome: 'bound' | 'unbound'
}

/** One sentence on an error: what was sent, what Json.NET did with it, what to send. */
export const failureNote = (failed: FailureAt): Note => {
  const { failure, field } = failed
  const path = beginningOf(failed.path)
  const what = path === '' ? 'The body' : `JSON member \`${path}\``
  const actual = shownValue(failure.actual)
  const expected = expectedOf(failed)
  const note = (sentence: string, fix: string): Note => ({
    kind: failure.kind,
    message: `${sentence}: ${effectOf(failed)}; ${fix}.`,
    ...(path === '' ? {} : { path }),
    ...(field === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  })
  const shown = actual ?? 'unreadable'
  const { line, position } = failed.place
  switch (failure.kind) {
    case 'json-type-mismatch':
      return note(`${what} is ${shown} where ${expected} belongs`, `send ${expected}`)
    case 'integer-out-of-range':
      return note(`${what} is ${shown}, which is beyond an Int32`, `send ${INT32}`)
    case 'enum-not-a-member':
      return note(`${what} is ${shown}, which is no member of its enum`, `send ${expected}`)
    case 'date-format':
      return note(`${what} is ${shown}, which is read as no date`, `send ${expected}`)
    case 'body-encoding':
      return note(`The body is not in its charset (${beginningOf(failure.message)})`, 'send UTF-8')
    case 'json-truncated':
      return note(
        `The JSON ends at line ${line}, position ${position} with something still open`,
        'send all of it',
      )
    case 'json-syntax':
      return note(
        `The JSON breaks ${line === 0 ? 'at its start' : `at line ${line}, position ${position}`} (${beginningOf(failure.message)})`,
        failure.at === 0 ? 'send JSON, or say in Content-Type what it is' : 'send valid JSON',
      )
  }
}

const INT32 = 'one from -2147483648 to 2147483647'

const effectOf = ({ outcome, field, failure }: FailureAt): string => {
  if (outcome === 'unbound') return 'Json.NET bound no object at all'
  if (failure.kind === 'json-truncated') return 'Json.NET kept the members read before'
  return field === undefined ? 'Json.NET passed it over' : 'Json.NET left it at its default'
}

const expectedOf = ({ field, dateFormat }: FailureAt): string => {
  switch (field?.kind) {
    case 'enum':
      return `one of ${membersOf(field)}`
    case 'dateTime':
      return dateFormat === undefined
        ? 'an ISO 8601 date'
        : `a date as ${dateFormat}, or in ISO 8601`
    case 'integer':
      return 'an integer'
    case 'string':
      return 'a string'
    case 'decimal':
      return 'a number'
    case 'boolean':
      return 'true or false'
    case 'list':
      return 'a JSON array'
    default:
      return 'a JSON object'
  }
}

/** `Weixin (1), QQ (2)`. */
export const membersOf = (field: EnumField): string =>
  Object.entries(field.members)
    .map(([name, number]) => `${name} (${number})`)
    .join(', ')

/** The beginning of what a client sent, as notes on JSON quote it. */
export const beginningOf = (text: string): string => clip(text, 80)

/** Json.NET's tokens, and first characters of values, by what they show. */
const SHOWN: Readonly<Record<string, string>> = {
  '{': 'an object',
  '[': 'an array',
  t: 'a boolean',
  f: 'a boolean',
  u: 'undefined',
  '}': 'missing',
  ',': 'missing',
  '{null}': 'null',
  Integer: 'a number',
  Float: 'a number',
  Boolean: 'a boolean',
  Undefined: 'missing or undefined',
  StartObject: 'an object',
  StartArray: 'an array',
  StartConstructor: 'a constructor',
  Comment: 'a comment',
}

const shownValue = (actual: string | undefined): string | undefined => {
  if (actual === undefined) return undefined
  return Object.hasOwn(SHOWN, actual) ? SHOWN[actual] : beginningOf(actual)
}
