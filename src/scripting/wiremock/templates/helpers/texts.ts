import { trimmed } from '../members.ts'
import { textOf } from '../text-of.ts'
import { Dict, isEmpty, isNumber, List, numberOf, type Value } from '../values.ts'
import { isFalsy, printed, type Helper, type Options } from '../render.ts'
import { formatText } from './formats.ts'
import {
  named,
  namedFlag,
  namedString,
  needString,
  needText,
  needWhole,
  param,
  refused,
  content,
} from './given.ts'
import { compileFinder, compileRegex } from '../../../regex/compile-regex.ts'

type Apply = (text: string, options: Options) => Value

/** Creates a helper for texts. For a value that counts as false, the helper prints its first parameter. */
const text =
  (apply: Apply): Helper =>
  (value, options) =>
    isFalsy(value, options) ? otherwise(options) : apply(printed(value, options.budget), options)

const otherwise = (options: Options): Value => {
  const first = param(options, 0)
  return first === null ? null : textOf(first)
}

/** Returns a padding. Its length is counted before it is made, because a template may ask for any length. */
const padding = (count: number, pad: string, { budget }: Options): string => {
  if (count <= 0) return ''
  budget.need(count)
  const unit = pad === '' ? ' ' : pad
  return unit.repeat(Math.ceil(count / unit.length)).slice(0, count)
}

const sizes = (value: string, options: Options) => ({
  missing: needWhole(named(options, 'size'), 'size') - value.length,
  pad: namedString(options, 'pad', ' '),
})

const center: Apply = (value, options) => {
  const { missing, pad } = sizes(value, options)
  const left = Math.floor(missing / 2)
  return padding(left, pad, options) + value + padding(missing - Math.max(left, 0), pad, options)
}

const isBlank = (one: string): boolean => /\s/.test(one)

const capitalize: Apply = (value, options) => {
  const lower = namedFlag(options, 'fully') ? value.toLowerCase() : value
  return lower.replace(
    /(^|\s)(\S)/gu,
    (_all, before: string, first: string) => before + first.toUpperCase(),
  )
}

const slugify: Apply = (value) =>
  Array.from(value.trim(), (one) =>
    /\p{L}/u.test(one) ? one.toLowerCase() : isBlank(one) ? '-' : '',
  ).join('')

/** Breaks a text at blanks. Each line has as many words as fit; a longer word has a line of its own. */
const wordWrap: Apply = (value, options) => {
  const width = Math.max(1, needWhole(param(options, 0), 'the length'))
  const lines: string[] = []
  let rest = value
  while (rest.length > width) {
    if (rest.startsWith(' ')) {
      rest = rest.slice(1)
      continue
    }
    const inside = rest.lastIndexOf(' ', width)
    const at = inside >= 0 ? inside : rest.indexOf(' ', width)
    if (at < 0) break
    lines.push(rest.slice(0, at))
    rest = rest.slice(at + 1)
  }
  return [...lines, rest].join('\n')
}

const abbreviate: Apply = (value, options) => {
  const width = needWhole(param(options, 0), 'the width')
  if (width < 4) throw new Error('the width is at least 4')
  return value.length <= width ? value : `${value.slice(0, width - 3)}...`
}

const substring: Apply = (value, options) => {
  const start = needWhole(param(options, 0), 'the start')
  const last = param(options, 1)
  const end = last === null ? value.length : needWhole(last, 'the end')
  if (start < 0 || end > value.length || start > end)
    throw new Error(`the text has ${value.length} characters, not those from ${start} to ${end}`)
  return value.slice(start, end)
}

const replaced = (value: string, target: string, by: string, { budget }: Options): string => {
  const times = target === '' ? value.length + 1 : value.split(target).length - 1
  budget.need(times * by.length)
  return value.replaceAll(target, () => by)
}

const join: Helper = (value, options) => {
  if (isFalsy(value, options)) return ''
  const separator = needString(param(options, options.params.length - 1), 'the separator')
  const list = value instanceof List || value instanceof Dict ? value.items : undefined
  const items = list ?? [value, ...options.params.slice(0, -1)]
  const joined = items
    .map((one) => (one === null ? '' : printed(one, options.budget)))
    .join(separator)
  return namedString(options, 'prefix', '') + joined + namedString(options, 'suffix', '')
}

const yesno: Helper = (value, options) => {
  if (value === null) return namedString(options, 'maybe', 'maybe')
  if (typeof value !== 'boolean') throw new Error(`${textOf(value)} is not true or false`)
  return value ? namedString(options, 'yes', 'yes') : namedString(options, 'no', 'no')
}

const parity =
  (choose: (even: boolean, options: Options) => Value): Helper =>
  (value, options) =>
    isNumber(value) ? choose(Math.trunc(numberOf(value)) % 2 === 0, options) : null

/** The helpers of Handlebars.java for texts and numbers, and WireMock's own `trim`. */
export const textHelpers: Readonly<Record<string, Helper>> = {
  upper: text((value) => value.toUpperCase()),
  lower: text((value) => value.toLowerCase()),
  capitalizeFirst: text((value) => value.replace(/^./su, (first) => first.toUpperCase())),
  capitalize: text(capitalize),
  center: text(center),
  ljust: text((value, options) => {
    const { missing, pad } = sizes(value, options)
    return value + padding(missing, pad, options)
  }),
  rjust: text((value, options) => {
    const { missing, pad } = sizes(value, options)
    return padding(missing, pad, options) + value
  }),
  cut: (value, options) => {
    if (isFalsy(value, options)) return ''
    const strip = param(options, 0)
    return textOf(value).replaceAll(strip === null ? ' ' : needString(strip, 'what to cut'), '')
  },
  defaultIfEmpty: (value, options) => (isEmpty(value) ? (param(options, 0) ?? '') : textOf(value)),
  join,
  substring: text(substring),
  slugify: text(slugify),
  stringFormat: text((format, options) => formatText(format, options)),
  stripTags: text((value) => value.replace(/<[^>]*>/g, '')),
  abbreviate: text(abbreviate),
  wordWrap: text(wordWrap),
  replace: text((value, options) =>
    replaced(
      value,
      needString(param(options, 0), 'what to replace'),
      needString(param(options, 1), 'the replacement'),
      options,
    ),
  ),
  yesno,
  isEven: parity((even, options) => (even ? (param(options, 0) ?? 'even') : null)),
  isOdd: parity((even, options) => (even ? null : (param(options, 0) ?? 'odd'))),
  stripes: parity((even, options) =>
    even ? (param(options, 0) ?? 'even') : (param(options, 1) ?? 'odd'),
  ),
  trim: (value, options) => trimmed(content(value, options)),
}

/** The most characters of an expression. */
const LONGEST = 10_000

/** Compiles an expression whose dot matches no line break. Returns undefined if it cannot be read. */
const compiled = <T>(source: string, compile: (source: string) => T): T | undefined => {
  if (source.length > LONGEST) return undefined
  try {
    return compile(`(?-s)${source}`)
  } catch {
    return undefined
  }
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
  const regex = options.budget.timed(() => compiled(source, compileRegex))
  if (regex === undefined) throw new Error(`the regular expression ${source} cannot be read`)
  const text = needText(value)
  return inSection(
    options.budget.timed(() => regex.test(text)),
    options,
  )
}

/** Returns the result. In a block, renders the block if true. As in WireMock, `else` is never printed. */
const inSection = (holds: boolean, options: Options): Value =>
  options.isSection ? (holds ? options.body() : '') : holds

const regexExtract: Helper = (value, options) => {
  const source = needString(param(options, 0), 'the expression')
  const find = options.budget.timed(() => compiled(source, compileFinder))
  if (find === undefined) return refused(`Invalid regex string ${source}`, options)
  const text = needText(value)
  const groups: string[] = []
  for (let start = 0; start <= text.length;) {
    options.budget.step()
    const from = start
    const found = options.budget.timed(() => find(text, from))
    if (found === undefined) break
    if (options.params.length === 1) return options.budget.made(found.groups[0] ?? '')
    groups.push(...found.groups.slice(1).map((group) => options.budget.made(group ?? '')))
    start = found.to > found.from ? found.to : found.to + 1
  }
  if (groups.length === 0)
    return named(options, 'default') ?? refused(`Nothing matched ${source}`, options)
  options.scope.data.set(needString(param(options, 1), 'the name'), new List(groups, 'first'))
  return null
}

/** WireMock's helpers for searching texts. */
export const findHelpers: Readonly<Record<string, Helper>> = { contains, matches, regexExtract }
