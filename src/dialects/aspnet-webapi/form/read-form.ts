import type { Shape } from '../../../core/schema.ts'
import type { BodyRead, ReadError } from '../body-read.ts'
import { defaultsOf } from '../clr/defaults.ts'
import { foldCase } from '../clr/ordinal-ignore-case.ts'
import { compileForm, type FormMember } from './form-members.ts'
import { formNotes } from './form-notes.ts'
import { formPairs, type FormPair } from './form-pairs.ts'
import { mvcKey } from './mvc-key.ts'

/**
 * JQueryMvcFormUrlEncodedFormatter: CLR names in any case, one level deep, in the order of the CLR's
 * properties; the first of equal names wins (aspnet-webapi §7, R). Lists and objects stay unbound: no
 * documented form has one.
 */
export const readForm = (body: Buffer, shape: Shape): BodyRead => {
  const pairs = formPairs(body)
  if (pairs.length === 0) return { value: null, errors: [], notes: [] }
  const values = valuesByName(pairs)
  if (values === undefined) return { value: null, errors: [unclosed], notes: [] }
  const form = compileForm(shape)
  const value = defaultsOf(shape)
  const errors: ReadError[] = []
  for (const member of form.members) {
    const sent = values.get(member.folded)
    if (sent !== undefined) bind(value, errors, member, sent)
  }
  return { value, errors, notes: formNotes(pairs, form) }
}

/** What was sent under each name, folded; undefined where a name cannot be read. */
const valuesByName = (
  pairs: readonly FormPair[],
): ReadonlyMap<string, readonly [string, ...string[]]> | undefined => {
  const values = new Map<string, [string, ...string[]]>()
  for (const [name, value] of pairs) {
    const key = mvcKey(name)
    if (key === undefined) return undefined
    const folded = foldCase(key)
    const known = values.get(folded)
    if (known === undefined) values.set(folded, [value])
    else known.push(value)
  }
  return values
}

const unclosed: ReadError = {
  path: '',
  message: '',
  exception: 'The key is invalid JQuery syntax because it is missing a closing bracket.',
}

const bind = (
  value: Record<string, unknown>,
  errors: ReadError[],
  { key, clr, convert }: FormMember,
  sent: readonly [string, ...string[]],
): void => {
  const converted = convert(sent[0])
  if (converted.ok) {
    value[key] = converted.value
    return
  }
  errors.push({ path: clr, ...wordingOf(converted.reason, clr, sent) })
}

const wordingOf = (
  reason: 'format' | 'exception' | 'blank',
  clr: string,
  sent: readonly string[],
): Omit<ReadError, 'path'> => {
  if (reason === 'blank') return { message: 'A value is required.' }
  if (reason === 'exception') return { message: '', exception: CONVERSION_THREW }
  return { message: `The value '${sent.join(',')}' is not valid for ${clr}.` }
}

const CONVERSION_THREW =
  "The parameter conversion from type 'System.String' to the property's type failed. See the inner exception for more information."
