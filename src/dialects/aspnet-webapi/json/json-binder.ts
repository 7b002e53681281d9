import type { Field, Shape } from '../../../core/schema.ts'
import { defaultOf, defaultsOf } from '../clr/values.ts'
import {
  contractOf,
  convertDate,
  convertToken,
  failContainer,
  FAILED,
  propertyOf,
  readerOf,
  type ObjectContract,
  type Property,
} from './contract.ts'
import type { JsonReader } from './json-reader.ts'
import type { ReadLog } from './read-log.ts'
import { textOf, type Step } from './token.ts'

type Metadata =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly id: string | undefined }

const isReference = (token: string): boolean => token === 'String' || token === 'Null'

/**
 * Binds values as Json.NET's JsonSerializerInternalReader does under Web API, whose error handler marks
 * every error as handled. A member that fails is skipped, and reading goes on. An error while a value
 * is skipped, or between members, leaves no object at all.
 */
export class JsonBinder {
  /** Objects that have been read, by `$id`. */
  private readonly references = new Map<string, unknown>()
  private readonly reader: JsonReader
  private readonly log: ReadLog
  /**
   * Whether an IsoDateTimeConverter is configured. Dates are then read as text and parsed by an exact
   * format.
   */
  private readonly convertsDates: boolean

  constructor(reader: JsonReader, log: ReadLog, convertsDates: boolean) {
    this.reader = reader
    this.log = log
    this.convertsDates = convertsDates
  }

  /** Returns the bound object; null where the framework has none. */
  root(shape: Shape): Readonly<Record<string, unknown>> | null {
    const step = this.reader.readContent()
    if (step === 'end') return null
    const value = step === 'failed' ? FAILED : this.create({ kind: 'object', of: shape }, null)
    if (value !== FAILED) return value as Readonly<Record<string, unknown>> | null
    this.report()
    return null
  }

  private report(field?: Field): void {
    const { failure } = this.reader.cursor
    if (failure !== undefined) this.log.error(this.reader.path, failure, field)
  }

  /** Creates a value from the current token on, as Json.NET's CreateValueInternal does. */
  create(field: Field, existing: unknown): unknown {
    const { reader } = this
    let step: Step = 'token'
    while (step === 'token') {
      switch (reader.token) {
        case 'StartObject':
          return this.createObject(field, existing)
        case 'StartArray':
          return this.createList(field, existing)
        case 'Comment':
          step = reader.read()
          break
        case 'PropertyName':
        case 'EndObject':
        case 'EndArray':
        case 'EndConstructor':
        case 'None':
          return this.fail(`Unexpected token while deserializing object: ${reader.token}.`)
        default:
          return convertToken(reader, field)
      }
    }
    if (step === 'end') reader.cursor.failAtEnd('Unexpected end when deserializing object.')
    return FAILED
  }

  private fail(message: string): typeof FAILED {
    this.reader.cursor.fail(message)
    return FAILED
  }

  /** Reads a token. The end of the text is a failure. */
  private demand(): boolean {
    const step = this.reader.read()
    if (step === 'end') this.reader.cursor.failAtEnd('Unexpected end when reading JSON.')
    return step === 'token'
  }

  private createObject(field: Field, existing: unknown): unknown {
    if (!this.demand()) return FAILED
    const metadata = this.readMetadata(field, existing)
    if (metadata === FAILED) return FAILED
    // Reflection sets a property of a value type to the type's default if the value is null.
    if (metadata.done) return metadata.value ?? defaultOf(field)
    if (field.kind !== 'object') return this.createPrimitive(field)
    const target = (existing as Record<string, unknown> | null) ?? defaultsOf(field.of)
    if (metadata.id !== undefined) this.references.set(metadata.id, target)
    return this.populate(target, contractOf(field.of))
  }

  /**
   * Reads the members `$ref`, `$type`, `$id` and `$values` at an object's start. Types are never
   * resolved (TypeNameHandling None). A `$ref` stands for an object that was read before, else for
   * null.
   */
  private readMetadata(field: Field, existing: unknown): Metadata | typeof FAILED {
    const { reader } = this
    let id: string | undefined
    while (reader.token === 'PropertyName') {
      const name = reader.value
      if (name !== '$ref' && name !== '$type' && name !== '$id' && name !== '$values') break
      if (!this.demand()) return FAILED
      if (name === '$values') {
        const value = this.createList(field, existing)
        return value !== FAILED && this.demand() ? { done: true, value } : FAILED
      }
      const text = reader.value === null ? undefined : textOf(reader.value)
      if (name === '$ref' && !isReference(reader.token))
        return this.fail('JSON reference $ref property must have a string or null value.')
      if (name === '$type' && text === undefined) {
        const message = 'Object reference not set to an instance of an object.'
        reader.failPlain(message, '$type', 'json-type-mismatch')
        return FAILED
      }
      if (!this.demand()) return FAILED
      if (name === '$id') id = text
      if (name === '$ref' && text !== undefined) return this.resolve(text)
    }
    return { done: false, id }
  }

  private resolve(reference: string): Metadata | typeof FAILED {
    if (this.reader.token !== 'PropertyName')
      return { done: true, value: this.references.get(reference) ?? null }
    return this.fail(
      'Additional content found in JSON reference object. A JSON reference object should only have a $ref property.',
    )
  }

  /** Reads `{"$value": …}`, which may stand for a primitive. Any other object is a failure. */
  private createPrimitive(field: Field): unknown {
    const { reader } = this
    const wrapped = reader.token === 'PropertyName' && reader.value === '$value'
    if (!wrapped || field.kind === 'list' || field.kind === 'map')
      return failContainer(reader, field, 'object')
    if (!this.demand()) return FAILED
    if ((reader.token as string) === 'StartObject')
      return this.fail('Unexpected token when deserializing primitive value: StartObject.')
    const value = this.create(field, null)
    return value !== FAILED && this.demand() ? value : FAILED
  }

  private populate(target: Record<string, unknown>, contract: ObjectContract): unknown {
    const { reader } = this
    const depth = reader.depth
    let seen = 0
    let likely = 0
    let step: Step = 'token'
    while (step === 'token') {
      if (reader.token === 'EndObject') return target
      if (reader.token === 'PropertyName') {
        const name = textOf(reader.value)
        const property = propertyOf(contract, name, likely)
        if (property !== undefined) {
          likely = property.index + 1
          if ((seen & property.bit) !== 0) this.log.duplicate(name, property)
          seen |= property.bit
        }
        const bound =
          property === undefined
            ? this.unknown(name, contract)
            : this.member(target, name, property)
        if (!bound) {
          this.report(property?.field)
          if (!this.recover(depth)) return FAILED
        }
      } else if (reader.token !== 'Comment')
        return this.fail(`Unexpected token when deserializing object: ${reader.token}.`)
      reader.expected = contract.properties[likely]
      step = reader.read()
    }
    if (step === 'failed') return FAILED
    reader.cursor.failAtEnd('Unexpected end when deserializing object.')
    this.report()
    return target
  }

  /** Skips the rest of a value that failed. Returns false if that fails too. */
  private recover(depth: number): boolean {
    const { reader } = this
    let step = reader.skip()
    if (step === 'end') step = 'token'
    while (step === 'token' && reader.depth > depth) step = reader.read()
    return step !== 'failed'
  }

  private unknown(name: string, contract: ObjectContract): boolean {
    this.log.unknownMember(name, contract)
    const step = this.reader.read()
    return step === 'token' ? this.reader.skip() !== 'failed' : step === 'end'
  }

  private member(target: Record<string, unknown>, name: string, property: Property): boolean {
    const { reader } = this
    const { field } = property
    const step = this.readFor(field, property.readAs)
    if (step === 'failed') return false
    if (step === 'end') {
      reader.cursor.failAtEnd(`Unexpected end when setting ${name}'s value.`)
      return false
    }
    const value = this.valueFor(field, target[property.name])
    if (value === FAILED) return false
    target[property.name] = value
    if (field.kind === 'enum' && typeof value === 'number')
      this.log.unnamedValue(reader.path, field, value)
    return true
  }

  /**
   * Reads a token for a field as Json.NET's ReadForType does. Returns `end` if a typed reader found no
   * value.
   */
  private readFor(field: Field, readAs: Property['readAs']): Step {
    const { reader } = this
    if (field.kind === 'dateTime' && this.convertsDates) return reader.read()
    if (readAs === undefined) return reader.readContent()
    const step = readAs(reader)
    return step === 'token' && reader.token === 'None' ? 'end' : step
  }

  private valueFor(field: Field, existing: unknown): unknown {
    if (field.kind === 'dateTime' && this.convertsDates) return convertDate(this.reader)
    return this.create(field, existing)
  }

  private createList(field: Field, existing: unknown): unknown {
    const { reader } = this
    if (field.kind !== 'list') return failContainer(reader, field, 'array')
    const list = (existing as unknown[] | null) ?? []
    const { of } = field
    const depth = reader.depth
    const readAs = readerOf(of)
    let errorAt: number | undefined
    for (;;) {
      const step = this.readFor(of, readAs)
      if (step === 'end') break
      if (step === 'token' && reader.token === 'EndArray') return list
      if (step === 'token' && reader.token === 'Comment') continue
      const value = step === 'failed' ? FAILED : this.valueFor(of, null)
      if (value !== FAILED) {
        list.push(value)
        continue
      }
      const index = reader.scope.indexAt(depth)
      this.report()
      if (!this.recover(depth + 1)) return FAILED
      if (errorAt === index) return this.fail('Infinite loop detected from error handling.')
      errorAt = index
    }
    reader.cursor.failAtEnd('Unexpected end when deserializing array.')
    this.report()
    return list
  }
}
