import { clip } from '../../../core/clip.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import type { EnumField, Field } from '../../../core/schema.ts'
import { foldCase } from '../clr/text.ts'
import type { ReadError } from '../model-state.ts'
import type { ObjectContract, Property } from './contract.ts'
import type { JsonReader } from './json-reader.ts'
import type { Failure } from './token.ts'

/** Maximum number of notes on one body. */
const MOST_NOTES = 20

/** A note, or an error whose note depends on whether an object is bound in the end. */
type Pending = Note | Omit<FailureAt, 'outcome'>

/** Keeps the errors that the binder meets in one body, and the notes on them. */
export class ReadLog {
  readonly errors: ReadError[] = []
  private readonly pending: Pending[] = []
  private readonly reader: JsonReader
  private readonly dateFormat: string | undefined

  constructor(reader: JsonReader, dateFormat: string | undefined) {
    this.reader = reader
    this.dateFormat = dateFormat
  }

  /** Returns the notes. If no object was bound, the last error is the cause. */
  notes(isBound: boolean): Note[] {
    const last = isBound ? undefined : this.pending.findLast((one) => 'failure' in one)
    return this.pending.map((one) =>
      'failure' in one ? failureNote({ ...one, outcome: one === last ? 'unbound' : 'bound' }) : one,
    )
  }

  /** Adds an error that has been handled. `path` is the reader's path when the error was caught. */
  error(path: string, failure: Failure, field: Field | undefined): void {
    const before = this.errors.at(-1)
    const place = this.place(failure)
    const exception = failure.placed
      ? `${failure.message} Path '${path}', line ${place.line}, position ${place.position}.`
      : failure.message
    this.errors.push({ path, message: '', exception })
    // Skipping a value that failed may fail again. A second note would tell nothing new.
    if (before !== undefined && (path === '' || path === before.path)) return
    this.add({ path, failure, field, place, dateFormat: this.dateFormat })
  }

  /** Returns the place of a failure. Json.NET reports line 0 before the first token. */
  private place(failure: Failure): FailureAt['place'] {
    const { cursor, state, token } = this.reader
    const place = cursor.place(failure.at)
    const isBefore = state === 'start' && place.position === 0 && token !== 'Comment'
    return isBefore ? { line: 0, position: 0 } : place
  }

  unknownMember(name: string, contract: ObjectContract): void {
    if (name.startsWith('$') || this.pending.length >= MOST_NOTES) return
    const jsonName = contract.byClrName.get(foldCase(name))
    const shown = beginningOf(name)
    if (jsonName !== undefined)
      this.add({
        kind: 'json-name-not-bound',
        message: `JSON member \`${shown}\` is not bound: its JSON name is \`${jsonName}\`, and Json.NET ignored it; send \`${jsonName}\`.`,
        path: shown,
        expected: jsonName,
        actual: shown,
      })
    else this.add(unknownField(shown, nearestName(name, contract.names), contract))
  }

  duplicate(name: string, property: Property): void {
    this.add({
      kind: 'json-duplicate',
      message: `JSON member \`${beginningOf(name)}\` ${name === property.name ? 'stands there again' : `is \`${property.name}\` once more`}: Json.NET keeps the last value; send it once.`,
      path: property.name,
    })
  }

  /** Adds a note on a number that was bound to an enum although it names no member. */
  unnamedValue(path: string, field: EnumField, value: number): void {
    this.add({
      kind: 'enum-not-a-member',
      message: `JSON member \`${beginningOf(path)}\` is ${value}, which names no member of ${field.name}: Json.NET takes it as it is, JSON answers print the number and XML answers fail; send one of ${membersOf(field)}.`,
      path: beginningOf(path),
      expected: membersOf(field),
      actual: String(value),
    })
  }

  add(note: Pending): void {
    if (this.pending.length < MOST_NOTES) this.pending.push(note)
  }
}

const unknownField = (
  name: string,
  nearest: string | undefined,
  { shape, names }: ObjectContract,
): Note => {
  const fix =
    nearest === undefined ? `the members are ${names.join(', ')}.` : `did you mean \`${nearest}\`?`
  return {
    kind: 'unknown-field',
    message: `JSON member \`${name}\` is no member of ${shape.name}: Json.NET ignored it; ${fix}`,
    path: name,
    ...(nearest === undefined ? {} : { expected: nearest }),
    actual: name,
  }
}

interface FailureAt {
  readonly path: string
  readonly failure: Failure
  /** The member's field; undefined for the body itself and between members. */
  readonly field: Field | undefined
  readonly place: { readonly line: number; readonly position: number }
  readonly dateFormat: string | undefined
  /** `bound`: an object was bound in spite of the error; `unbound`: none was bound because of it. */
  readonly outcome: 'bound' | 'unbound'
}

/** Returns a note of one sentence on an error: what was sent, what Json.NET did with it, what to send. */
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
  if (field?.kind === 'enum') return `one of ${membersOf(field)}`
  if (field?.kind === 'dateTime')
    return dateFormat === undefined ? 'an ISO 8601 date' : `a date as ${dateFormat}, or in ISO 8601`
  return (field && EXPECTED[field.kind]) ?? 'a JSON object'
}

const EXPECTED: Readonly<Partial<Record<Field['kind'], string>>> = {
  integer: 'an integer',
  string: 'a string',
  decimal: 'a number',
  boolean: 'true or false',
  list: 'a JSON array',
}

/** Lists the members of an enum: `Weixin (1), QQ (2)`. */
const membersOf = (field: EnumField): string =>
  Object.entries(field.members)
    .map(([name, number]) => `${name} (${number})`)
    .join(', ')

/** Returns the beginning of a text that a client sent, as notes on JSON quote it. */
export const beginningOf = (text: string): string => clip(text, 80)

/** Words for Json.NET's tokens and for first characters of values, as notes show them. */
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
