import { operators, type ValueMatch } from '../matchers/value-match.ts'
import { mappingError, object, type Json } from './mapping-members.ts'

/**
 * The place of a pattern, which decides the operators that it may use. `values` allows operators on all
 * values of a repeated name, `bytes` operators on the bytes of a body.
 */
export type Place = 'value' | 'values' | 'bytes'

/** Options whose value WireMock reads as the name of a constant. WireMock refuses null only for these. */
const namesOnly = new Set(['namespaceAwareness', 'schemaVersion', 'expectedOffsetUnit'])

/**
 * Converts WireMock's StringValuePattern, which has one operator and the options of the operator. `at` is the
 * JSON pointer of the pattern. Throws a MappingError.
 */
export const toValueMatch = (given: unknown, at: string, place: Place = 'value'): ValueMatch => {
  const pattern = object(given, at)
  const names = Object.keys(pattern)
  const own = names.filter((name) => {
    const operator = operators.get(name)
    return operator !== undefined && (operator.of === undefined || operator.of === place)
  })
  const [name, second] = own
  if (name === undefined)
    throw mappingError([at, ...names.slice(0, 1)].join('/'), unknownMatcher(names, place))
  if (second !== undefined)
    throw mappingError(
      `${at}/${second}`,
      `A matcher has one operator, and here are ${own.join(' and ')}: WireMock would see the first only; join them with and.`,
    )
  const { takes, wiremock = takes, options = {} } = operators.get(name) ?? { takes: unreachable }
  if (!wiremock.is(pattern[name]))
    throw mappingError(
      `${at}/${name}`,
      `${name} is ${wiremock.words}, not ${JSON.stringify(pattern[name])}.`,
    )
  refuseHidden(name, pattern[name], Object.keys(options), at)
  const match: Record<string, unknown> = { [name]: operand(name, pattern[name], `${at}/${name}`) }
  for (const option of names) {
    if (option === name) continue
    const kind = options[option]
    if (kind === undefined)
      throw mappingError(
        `${at}/${option}`,
        `${option} does not belong to ${name}; it may have ${Object.keys(options).join(', ') || 'nothing beside it'}.`,
      )
    const value = pattern[option]
    if (value === null && !namesOnly.has(option)) continue
    if (!kind.is(value))
      throw mappingError(
        `${at}/${option}`,
        `${option} is ${kind.words}, not ${JSON.stringify(value)}.`,
      )
    match[option] = value === 'true' ? true : value === 'false' ? false : value
  }
  return match
}

/** Refuses an operand with a member named like an option: WireMock would read the member as the option. */
const refuseHidden = (
  name: string,
  operand: unknown,
  options: readonly string[],
  at: string,
): void => {
  if (typeof operand !== 'object' || operand === null) return
  const hidden = options.find((option) => JSON.stringify(operand).includes(`"${option}":`))
  if (hidden !== undefined)
    throw mappingError(
      `${at}/${name}`,
      `${hidden} is a member of the operand, and WireMock would take it for an option of ${name}; write the operand as a text of JSON.`,
    )
}

const unreachable = { words: '', is: () => false, schema: {} }

const unknownMatcher = (names: readonly string[], place: Place): string => {
  const known = [...operators]
    .filter(([, { of }]) => of === undefined || of === place)
    .map(([name]) => name)
    .join(', ')
  return names.length === 0
    ? `A matcher says what to match: ${known}.`
    : `${names.join(', ')} is no matcher here; there is ${known}.`
}

/** Converts an operand and the matchers in it. */
const operand = (name: string, value: unknown, at: string): unknown => {
  switch (name) {
    // WireMock does not look at the operand of `absent`.
    case 'absent':
      return true
    case 'and':
    case 'or':
    case 'hasExactly':
    case 'includes':
      return (value as readonly unknown[]).map((one, index) => toValueMatch(one, `${at}/${index}`))
    case 'not':
      return toValueMatch(value, at)
    case 'matchesJsonPath':
    case 'matchesXPath':
      return typeof value === 'string' ? value : found(value as Json, at)
    default:
      return value
  }
}

/** Converts the operand of a path operator: the path, and the matcher for the values that the path finds. */
const found = ({ expression, ...rest }: Json, at: string): unknown => {
  if (Object.keys(rest).length === 0)
    throw mappingError(at, `${at} has an expression and no matcher for what it finds.`)
  return { expression, ...toValueMatch(rest, at) }
}
