import { isDeepStrictEqual } from 'node:util'
import type { ExpectedAnswer, Outline } from './recorded-case.ts'
import type { WireAnswer } from './wire-exchange.ts'

/** One difference between an answer and the expected answer. */
export interface AnswerDifference {
  /** `outline` means that members of a JSON answer are missing or of another type. */
  readonly kind: 'value' | 'outline'
  readonly what: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Compares an answer with the members of the expected answer that the recording has. */
export const differencesOf = (
  expected: ExpectedAnswer,
  actual: WireAnswer,
): readonly AnswerDifference[] => {
  if (expected.socket !== actual.socket)
    return [
      differ(
        'socket',
        expected.socket ?? `status ${expected.status}`,
        actual.socket ?? `status ${actual.status}`,
      ),
    ]
  if (expected.status !== undefined && expected.status !== actual.status)
    return [differ('status', expected.status, actual.status)]
  if (actual.socket !== undefined || expected.unmatched === true || expected.error === true)
    return []
  return [...headDifferences(expected, actual), ...bodyDifferences(expected, actual)]
}

const differ = (what: string, expected: unknown, actual: unknown): AnswerDifference => ({
  kind: 'value',
  what,
  expected,
  actual,
})

const headDifferences = (expected: ExpectedAnswer, actual: WireAnswer): AnswerDifference[] => {
  const { statusMessage, headers = {} } = expected
  const found: AnswerDifference[] = []
  if (statusMessage !== undefined && !fits(statusMessage, actual.reason))
    found.push(differ('statusMessage', statusMessage, actual.reason))
  for (const [name, wanted] of Object.entries(headers)) {
    const is = headerOf(actual, name)
    if (!fits(wanted, is)) found.push(differ(`header ${name}`, wanted, is))
  }
  return found
}

const bodyDifferences = (
  { body, bodyBase64, json, outline, outlineAt }: ExpectedAnswer,
  actual: WireAnswer,
): AnswerDifference[] => {
  const text = textOf(actual.body)
  const base64 = actual.body.toString('base64')
  const found: AnswerDifference[] = []
  if (body !== undefined && !fits(body, text ?? base64))
    found.push(differ('body', body, text ?? base64))
  if (bodyBase64 !== undefined && bodyBase64 !== base64)
    found.push(differ('body', bodyBase64, base64))
  if (json === undefined && outline === undefined) return found
  const value = parsed(text)
  if (value === undefined) return [...found, differ('body', 'JSON', text)]
  for (const [pointer, wanted] of Object.entries(json ?? {})) {
    const is = pointed(value, pointer) ?? null
    if (!fits(wanted, is)) found.push(differ(`json ${pointer}`, wanted, is))
  }
  if (outline !== undefined) {
    const part = outlineAt === undefined ? value : (pointed(value, outlineAt) ?? null)
    for (const misfit of misfitsOf(outline, part, outlineAt ?? ''))
      found.push({ kind: 'outline', what: 'outline', expected: misfit, actual: '' })
  }
  return found
}

/**
 * Whether a value fits. `{ matches }` is a regular expression for the whole text. Other JSON values are
 * compared without regard to the order of members.
 */
const fits = (wanted: unknown, actual: unknown): boolean => {
  if (typeof wanted === 'object' && wanted !== null && 'matches' in wanted)
    return (
      typeof actual === 'string' && new RegExp(`^(?:${String(wanted.matches)})$`, 'su').test(actual)
    )
  return isDeepStrictEqual(wanted, actual)
}

const textOf = (body: Buffer): string | undefined => {
  const text = body.toString('utf8')
  return Buffer.from(text).equals(body) ? text : undefined
}

const headerOf = ({ headers }: WireAnswer, name: string): unknown => {
  const values = headers
    .filter(([one]) => one.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value)
  return values.length < 2 ? (values[0] ?? null) : values
}

/** Parses JSON. Returns undefined for any other text. */
export const parsed = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** Returns the part of a JSON value that a JSON pointer names. Returns undefined if there is none. */
export const pointed = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, part) => memberOf(at, part), value)

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

/**
 * Returns the differences between a value and an outline. Members that the outline does not name are allowed.
 */
const misfitsOf = (outline: Outline, value: unknown, at: string): readonly string[] => {
  const type = typeOf(value)
  if (type !== outline.type) return [`${at || '/'} is ${type}, not ${outline.type}`]
  if (type === 'object')
    return Object.entries(outline.properties ?? {}).flatMap(([name, one]) =>
      misfitsOf(one, memberOf(value, name), `${at}/${name}`),
    )
  if (!Array.isArray(value)) return []
  const { prefixItems = [] } = outline
  return value.length === prefixItems.length
    ? prefixItems.flatMap((one, index) => misfitsOf(one, value[index], `${at}/${index}`))
    : [`${at || '/'} has ${value.length} items, not ${prefixItems.length}`]
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  return Array.isArray(value) ? 'array' : typeof value
}
