import { textOf } from '../text-of.ts'
import { List, type Value } from '../values.ts'
import type { Helper, Options } from '../render.ts'
import { named, needString, needText, param, refused } from './given.ts'

/** Longest text that an expression is tried on. */
const LONGEST = 65_536

const compile = (source: string): RegExp | undefined => {
  try {
    return new RegExp(source, 'su')
  } catch {
    return undefined
  }
}

const bounded = (text: string): string => {
  if (text.length > LONGEST) throw new Error(`the text is over ${LONGEST} characters`)
  return text
}

const contains: Helper = (value, options) => {
  if (options.params.length < 1)
    return refused(
      'You must specify the string or array to be matched and the regular expression',
      options,
    )
  const expected = param(options, 0)
  if (value === null || expected === null) return false
  const wanted = needString(expected, 'what to look for')
  const has = value instanceof List ? value.items.includes(wanted) : textOf(value).includes(wanted)
  return inSection(has, options)
}

const matches: Helper = (value, options) => {
  if (options.params.length < 1)
    return refused('You must specify the string to be matched and the regular expression', options)
  const source = needString(param(options, 0), 'the expression')
  const regex = compile(`^(?:${source})$`)
  if (regex === undefined) throw new Error(`the regular expression ${source} cannot be read`)
  return inSection(regex.test(bounded(needText(value))), options)
}

/** As WireMock has it: what is in a block's `else` is never printed. */
const inSection = (holds: boolean, options: Options): Value =>
  options.isSection ? (holds ? options.body() : '') : holds

const regexExtract: Helper = (value, options) => {
  const source = needString(param(options, 0), 'the expression')
  const regex = compile(source)
  if (regex === undefined) return refused(`Invalid regex string ${source}`, options)
  const text = bounded(needText(value))
  const groups: string[] = []
  for (const match of text.matchAll(new RegExp(regex.source, 'gsu'))) {
    options.budget.step()
    if (options.params.length === 1) return match[0]
    groups.push(...match.slice(1).map((group: string | undefined) => group ?? ''))
  }
  if (groups.length === 0)
    return named(options, 'default') ?? refused(`Nothing matched ${source}`, options)
  options.scope.data.set(needString(param(options, 1), 'the name'), new List(groups, 'first'))
  return null
}

/** Looking for texts in texts. */
export const findHelpers: Readonly<Record<string, Helper>> = { contains, matches, regexExtract }
