import { isObject } from '../../core/is-object.ts'

interface Kinds {
  text: string
  number: number
  'text or number': string | number
  'text or texts': string | readonly string[]
  truth: boolean
  object: Readonly<Record<string, unknown>>
}
/** Fields by name, and the kind of each; `?` marks what may be absent. */
export type Wanted = Readonly<Record<string, keyof Kinds | `${keyof Kinds}?`>>
type Plain<K> = K extends `${infer P extends keyof Kinds}?`
  ? Kinds[P] | undefined
  : Kinds[K & keyof Kinds]

/** A body's fields of the kinds asked for, or one sentence about what is wrong with them. */
type FieldsRead<W extends Wanted> =
  | { readonly ok: true; readonly fields: { readonly [N in keyof W]: Plain<W[N]> } }
  | { readonly ok: false; readonly why: string }

/** Reads a JSON body; `?` marks what may be absent (or null). Only own members count. */
export const readFields = <const W extends Wanted>(body: unknown, wanted: W): FieldsRead<W> => {
  if (!isObject(body)) return refused(`The body must be a JSON object with ${listed(wanted)}.`)
  const stranger = Object.keys(body).find((name) => !Object.hasOwn(wanted, name))
  if (stranger !== undefined)
    return refused(`${JSON.stringify(stranger)} is not known here; there is ${listed(wanted)}.`)
  const fields: Record<string, unknown> = {}
  for (const [name, spelt] of Object.entries(wanted)) {
    const kind = spelt.replace('?', '') as keyof Kinds
    const value = Object.hasOwn(body, name) ? (body[name] ?? undefined) : undefined
    if (value === undefined) {
      if (!spelt.endsWith('?')) return refused(`${name} is missing; it is ${words[kind]}.`)
    } else if (!tests[kind](value)) {
      return refused(`${name} must be ${words[kind]}, not ${JSON.stringify(value).slice(0, 80)}.`)
    }
    // Where a text is wanted, a number is taken as it: `{"case":5104}`.
    fields[name] = kind.startsWith('text') && kind !== 'text or number' ? asText(value) : value
  }
  return { ok: true, fields: fields as { [N in keyof W]: Plain<W[N]> } }
}

const asText = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(asText) : typeof value === 'number' ? String(value) : value

const refused = (why: string) => ({ ok: false, why }) as const

const listed = (wanted: Wanted): string =>
  Object.entries(wanted)
    .map(([name, kind]) => (kind.endsWith('?') ? `${name} (optional)` : name))
    .join(', ') || 'nothing in it'

const words: Readonly<Record<keyof Kinds, string>> = {
  text: 'a text',
  number: 'a number',
  'text or number': 'a text or a number',
  'text or texts': 'a text or a list of texts',
  truth: 'true or false',
  object: 'an object',
}

const isText = (value: unknown): boolean => typeof value === 'string' || Number.isSafeInteger(value)

const tests: Readonly<Record<keyof Kinds, (value: unknown) => boolean>> = {
  text: (value) => isText(value),
  'text or texts': (value) =>
    isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  'text or number': (value) => typeof value === 'string' || Number.isInteger(value),
  truth: (value) => typeof value === 'boolean',
  object: isObject,
}
