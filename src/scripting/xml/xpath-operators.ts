import { spend } from '../matchers/budget.ts'
import type { XmlNode } from './xml-node.ts'
import { stringValue, toNumber, toText, toTruth, type XPathValue } from './xpath-functions.ts'

/** Throws an Error for what is no nodes. */
export const nodesOf = (value: XPathValue): readonly XmlNode[] => {
  if (typeof value !== 'object') throw new Error('it is no nodes')
  return value
}

/** What an operator makes of its operands; `or` and `and` need not have both. */
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

/** Of nodes it is enough that one compares so. */
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
