import { spend } from '../matchers/budget.ts'
import { isText, textContent, type XmlNode } from './xml-node.ts'

/** The value of an XPath. A list has nodes in document order. */
export type XPathValue = readonly XmlNode[] | string | number | boolean

const toText = (value: XPathValue): string => {
  if (typeof value === 'object') {
    const [first] = value
    return first === undefined ? '' : stringValue(first)
  }
  return typeof value === 'number' ? numberText(value) : String(value)
}

const numberText = (value: number): string =>
  Object.is(value, -0) ? '0' : String(value).includes('e') ? value.toFixed(0) : String(value)

/** Returns the string value of a node. Adjacent texts and CDATA sections count as one text. */
const stringValue = (node: XmlNode): string => {
  const text = isText(node) ? runFrom(node) : textContent(node)
  spend(1 + text.length / 64)
  return text
}

const runFrom = (node: XmlNode): string => {
  const siblings = node.parent?.children ?? []
  let text = ''
  for (let at = siblings.indexOf(node); at < siblings.length; at++) {
    const one = siblings[at]
    if (one === undefined || !isText(one)) break
    text += one.value
  }
  return text
}

export const toNumber = (value: XPathValue): number => {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const text = toText(value).trim()
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : NaN
}

export const toTruth = (value: XPathValue): boolean =>
  typeof value === 'object'
    ? value.length > 0
    : typeof value === 'number'
      ? value !== 0 && !Number.isNaN(value)
      : Boolean(value)

/** The context node, its position and the context size. */
export interface XPathContext {
  readonly node: XmlNode
  readonly position: number
  readonly size: number
}

/** The nodes of a value. Throws an Error for a value that is no list of nodes. */
export const nodesOf = (value: XPathValue | undefined): readonly XmlNode[] => {
  if (typeof value !== 'object') throw new Error('it is no nodes')
  return value
}

type Act = (args: readonly XPathValue[], context: XPathContext) => XPathValue

const text = (args: readonly XPathValue[], at: number): string => toText(args[at] ?? '')
const own = (args: readonly XPathValue[], { node }: XPathContext): XPathValue => args[0] ?? [node]
const first = (args: readonly XPathValue[], context: XPathContext): XmlNode | undefined =>
  nodesOf(own(args, context))[0]
/** Rounds halves up, as Java does. */
const round = (value: number): number => Math.floor(value + 0.5)
const charsOf = (value: string): readonly string[] => value.match(/[^]/gu) ?? []

const substring: Act = (args) => {
  const chars = charsOf(text(args, 0))
  const from = round(toNumber(args[1] ?? NaN))
  const to = args[2] === undefined ? Infinity : from + round(toNumber(args[2]))
  return chars.filter((_, index) => index + 1 >= from && index + 1 < to).join('')
}

const translate: Act = (args) => {
  const from = charsOf(text(args, 1))
  const to = charsOf(text(args, 2))
  return charsOf(text(args, 0))
    .map((char) => {
      const at = from.indexOf(char)
      return at < 0 ? char : (to[at] ?? '')
    })
    .join('')
}

const language: Act = (args, { node }) => {
  const wanted = text(args, 0).toLowerCase()
  for (let at: XmlNode | undefined = node; at !== undefined; at = at.parent) {
    const found = at.attributes.find(({ name }) => name === 'xml:lang')?.value.toLowerCase()
    if (found !== undefined) return found === wanted || found.startsWith(`${wanted}-`)
  }
  return false
}

/** The functions of XPath 1.0: the fewest and the most arguments, and the implementation. */
export const xpathFunctions: ReadonlyMap<string, readonly [least: number, most: number, act: Act]> =
  new Map<string, readonly [number, number, Act]>([
    ['last', [0, 0, (_args, { size }) => size]],
    ['position', [0, 0, (_args, { position }) => position]],
    ['count', [1, 1, (args) => nodesOf(args[0]).length]],
    ['local-name', [0, 1, (args, context) => first(args, context)?.local ?? '']],
    ['namespace-uri', [0, 1, (args, context) => first(args, context)?.uri ?? '']],
    ['name', [0, 1, (args, context) => first(args, context)?.name ?? '']],
    ['string', [0, 1, (args, context) => toText(own(args, context))]],
    ['concat', [2, Infinity, (args) => args.map(toText).join('')]],
    ['starts-with', [2, 2, (args) => text(args, 0).startsWith(text(args, 1))]],
    ['contains', [2, 2, (args) => text(args, 0).includes(text(args, 1))]],
    [
      'substring-before',
      [2, 2, (args) => text(args, 0).slice(0, Math.max(0, text(args, 0).indexOf(text(args, 1))))],
    ],
    [
      'substring-after',
      [
        2,
        2,
        (args) => {
          const at = text(args, 0).indexOf(text(args, 1))
          return at < 0 ? '' : text(args, 0).slice(at + text(args, 1).length)
        },
      ],
    ],
    ['substring', [2, 3, substring]],
    ['string-length', [0, 1, (args, context) => charsOf(toText(own(args, context))).length]],
    [
      'normalize-space',
      [
        0,
        1,
        (args, context) =>
          toText(own(args, context))
            .replace(/[ \t\r\n]+/g, ' ')
            .replace(/^ | $/g, ''),
      ],
    ],
    ['translate', [3, 3, translate]],
    ['boolean', [1, 1, (args) => toTruth(args[0] ?? false)]],
    ['not', [1, 1, (args) => !toTruth(args[0] ?? false)]],
    ['true', [0, 0, () => true]],
    ['false', [0, 0, () => false]],
    ['lang', [1, 1, language]],
    ['number', [0, 1, (args, context) => toNumber(own(args, context))]],
    ['sum', [1, 1, (args) => nodesOf(args[0]).reduce((all, one) => all + toNumber([one]), 0)]],
    ['floor', [1, 1, (args) => Math.floor(toNumber(args[0] ?? NaN))]],
    ['ceiling', [1, 1, (args) => Math.ceil(toNumber(args[0] ?? NaN))]],
    ['round', [1, 1, (args) => round(toNumber(args[0] ?? NaN))]],
  ])

/** Applies an operator. `or` and `and` evaluate the right operand only if needed. */
export const binary = (
  operator: string,
  left: () => XPathValue,
  right: () => XPathValue,
): XPathValue => {
  switch (operator) {
    case 'or':
      return toTruth(left()) || toTruth(right())
    case 'and':
      return toTruth(left()) && toTruth(right())
    case '|':
      return [...new Set([...nodesOf(left()), ...nodesOf(right())])].sort(
        (a, b) => a.order - b.order,
      )
    case '+':
      return toNumber(left()) + toNumber(right())
    case '-':
      return toNumber(left()) - toNumber(right())
    case '*':
      return toNumber(left()) * toNumber(right())
    case 'div':
      return toNumber(left()) / toNumber(right())
    case 'mod':
      return toNumber(left()) % toNumber(right())
    default:
      return compared(operator, left(), right())
  }
}

/** Compares two values. A comparison with several nodes holds if it holds for one of the nodes. */
const compared = (operator: string, left: XPathValue, right: XPathValue): boolean => {
  const isEquality = operator === '=' || operator === '!='
  if (typeof left === 'boolean' || typeof right === 'boolean')
    return holds(operator, Number(toTruth(left)), Number(toTruth(right)))
  if (typeof left !== 'object' && typeof right !== 'object')
    return isEquality && typeof left === 'string' && typeof right === 'string'
      ? holds(operator, left, right)
      : holds(operator, toNumber(left), toNumber(right))
  const asTexts = isEquality && typeof left !== 'number' && typeof right !== 'number'
  const values = (value: XPathValue): readonly (string | number)[] => {
    const texts = typeof value === 'object' ? value.map(stringValue) : [toText(value)]
    return asTexts ? texts : texts.map(toNumber)
  }
  const others = values(right)
  return values(left).some((one) =>
    others.some((other) => {
      spend()
      return holds(operator, one, other)
    }),
  )
}

const holds = (operator: string, left: string | number, right: string | number): boolean => {
  switch (operator) {
    case '=':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    default:
      return left >= right
  }
}
