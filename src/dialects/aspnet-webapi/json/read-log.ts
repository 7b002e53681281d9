import { nearestName } from '../../../core/nearest-name.ts'
import type { Note } from '../../../core/note.ts'
import type { EnumField, Field } from '../../../core/schema.ts'
import { foldCase } from '../clr/text.ts'
import type { ReadError } from '../model-state.ts'
import type { ObjectContract, Property } from './contract.ts'
import { beginningOf, failureNote, membersOf, type FailureAt } from './failure-note.ts'
import type { Failure } from './failure.ts'
import type { BinderListener } from './json-binder.ts'
import type { JsonReader } from './json-reader.ts'

/** More notes than this tell nobody more. */
const MOST_NOTES = 20

/** A note, or an error whose note depends on whether an object came out in the end. */
type Pending = Note | Omit<FailureAt, 'outcome'>

/** Keeps the errors of one reading, and the notes that follow from it. */
export class ReadLog implements BinderListener {
  readonly errors: ReadError[] = []
  private readonly pending: Pending[] = []
  private readonly reader: JsonReader
  private readonly dateFormat: string | undefined

  constructor(reader: JsonReader, dateFormat: string | undefined) {
    this.reader = reader
    this.dateFormat = dateFormat
  }

  /** Where no object was bound, the last error is the one that did it. */
  notes(isBound: boolean): Note[] {
    const last = isBound ? undefined : this.pending.findLast((one) => 'failure' in one)
    return this.pending.map((one) =>
      'failure' in one ? failureNote({ ...one, outcome: one === last ? 'unbound' : 'bound' }) : one,
    )
  }

  error(path: string, failure: Failure, field: Field | undefined): void {
    const before = this.errors.at(-1)
    const place = this.place(failure)
    const exception = failure.placed
      ? `${failure.message} Path '${path}', line ${place.line}, position ${place.position}.`
      : failure.message
    this.errors.push({ path, message: '', exception })
    // Passing over a value that failed may fail again: that tells nothing new.
    if (before !== undefined && (path === '' || path === before.path)) return
    this.add({ path, failure, field, place, dateFormat: this.dateFormat })
  }

  /** Json.NET has no line before the first token. */
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
