import type { Operation } from '../../core/api.ts'
import type { Note } from '../../core/note.ts'
import { onceFor } from '../../core/on-need.ts'
import type { Issue } from '../../core/outcome.ts'
import type { Shape } from '../../core/schema.ts'
import type { Bound } from '../../core/wire.ts'
import { foldCase, isBlank } from './clr/text.ts'

/** An error that a formatter recorded while it read a body. */
export interface ReadError {
  /** Path below the action's parameter, such as `gender` or `Sex`; empty for the parameter itself. */
  readonly path: string
  /** Text that a remote client may read; empty if .NET recorded an exception. */
  readonly message: string
  readonly exception?: string
}

/** The result of reading a body with a media type formatter. */
export interface BodyRead {
  /** The bound object, with CLR defaults for members that were not bound; null if there is no object. */
  readonly value: Readonly<Record<string, unknown>> | null
  /** In the order in which the framework recorded them. */
  readonly errors: readonly ReadError[]
  readonly notes: readonly Note[]
  /** The bound that stopped the reader. */
  readonly over?: Bound | undefined
}

/** Name of the body's parameter for an operation that gives none. */
const UNNAMED = 'value'

/** Returns the name of the body's parameter, which the keys of its errors begin with. */
export const parameterName = (operation: Operation | undefined): string =>
  operation?.parameter ?? UNNAMED

interface ModelState {
  /** One issue per key, in the order in which the keys first occurred. */
  readonly issues: readonly Issue[]
  readonly notes: readonly Note[]
}

const valid: ModelState = { issues: [], notes: [] }

/**
 * Returns the model state after binding: the formatter's errors in the order in which they were
 * recorded, then the errors of DataAnnotations in CLR order, also under a key that has errors already
 * [a truncated member, R]. DataAnnotations do not run without an object
 * (docs/spec/aspnet-webapi.md#error-bodies).
 */
export const modelState = (read: BodyRead, operation: Operation): ModelState => {
  const missing = missingRequired(read.value, operation.request)
  if (read.errors.length === 0 && missing.length === 0) return valid
  const prefix = parameterName(operation)
  const entries = new Map<string, Entry>()
  for (const error of read.errors) add(entries, joinKey(prefix, error.path), error)
  const notes: Note[] = []
  for (const name of missing) {
    add(entries, joinKey(prefix, name), { message: `The ${name} field is required.` })
    notes.push({
      kind: 'required-missing',
      message: `\`${name}\` is [Required] and absent, null, empty or blank: model validation refused it; send a text.`,
      path: name,
    })
  }
  return { issues: [...entries.values()], notes }
}

interface Entry {
  readonly field: string
  readonly errors: Issue['errors'][number][]
}

/** Adds an error under its key. Keys are compared without case, and the first spelling is kept (S). */
const add = (
  entries: Map<string, Entry>,
  field: string,
  { message, exception }: Omit<ReadError, 'path'>,
): void => {
  const folded = foldCase(field)
  const error = exception === undefined ? { message } : { message, exception }
  const known = entries.get(folded)
  if (known === undefined) entries.set(folded, { field, errors: [error] })
  else known.errors.push(error)
}

const joinKey = (prefix: string, path: string): string => {
  if (path === '') return prefix
  return path.startsWith('[') ? prefix + path : `${prefix}.${path}`
}

/** The members marked [Required]: their keys and CLR names. */
const requiredOf = onceFor(({ fields }: Shape) =>
  Object.entries(fields)
    .filter(([, field]) => field.required === true)
    .map(([key, field]) => [key, field.clr ?? key] as const),
)

/** Returns the CLR names of required members whose value is null, or text that is empty or blank. */
const missingRequired = (value: BodyRead['value'], shape: Shape): readonly string[] => {
  const members = requiredOf(shape)
  if (value === null || members.length === 0) return []
  let missing: string[] | undefined
  for (const [key, clr] of members) {
    const bound = value[key]
    if (bound !== null && bound !== undefined && !(typeof bound === 'string' && isBlank(bound)))
      continue
    missing ??= []
    missing.push(clr)
  }
  return missing ?? []
}
