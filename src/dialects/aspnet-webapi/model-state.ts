import type { Operation } from '../../core/api.ts'
import type { Note } from '../../core/note.ts'
import { onceFor } from '../../core/on-need.ts'
import type { Issue } from '../../core/outcome.ts'
import type { Shape } from '../../core/schema.ts'
import type { Bound } from '../../core/wire.ts'
import { foldCase, isBlank } from './clr/text.ts'

/** One error a formatter recorded while it read. */
export interface ReadError {
  /** Below the action's parameter: `gender`, `Sex`; empty for the parameter itself. */
  readonly path: string
  /** What a remote client may read; empty where .NET recorded an exception. */
  readonly message: string
  readonly exception?: string
}

/** What a media type formatter made of a body. */
export interface BodyRead {
  /** CLR defaults where nothing was bound; null: no object. */
  readonly value: Readonly<Record<string, unknown>> | null
  /** In the order the framework met them. */
  readonly errors: readonly ReadError[]
  readonly notes: readonly Note[]
  /** Why reading did not go on. */
  readonly over?: Bound | undefined
}

/** ASP.NET's name for the parameter of an action that has none here. */
const UNNAMED = 'value'

/** The name that errors of the body's parameter go by. */
export const parameterName = (operation: Operation | undefined): string =>
  operation?.parameter ?? UNNAMED

interface ModelState {
  /** By key, in the order the keys were first met. */
  readonly issues: readonly Issue[]
  readonly notes: readonly Note[]
}

const valid: ModelState = { issues: [], notes: [] }

/**
 * What binding left in the model state: the formatter's errors in the order it met them, then
 * DataAnnotations in CLR order, also under a key that has errors already [a truncated member, R];
 * they do not run without an object (docs/spec/aspnet-webapi.md#error-bodies).
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

/** Keys are compared without case; the first spelling stays (S). */
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

/** CLR names of the members marked [Required], with their keys. */
const requiredOf = onceFor(({ fields }: Shape) =>
  Object.entries(fields)
    .filter(([, field]) => field.required === true)
    .map(([key, field]) => [key, field.clr ?? key] as const),
)

/** Names whose value is null, or text that is empty or blank. */
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
