import {
  canonicalNumber,
  isJsonList,
  isJsonNumber,
  isJsonObject,
  javaNumber,
  JsonNumber,
  numberOf,
  type Json,
} from '../json/json.ts'
import { spend } from '../matchers/budget.ts'

/** One side of a comparison in a filter. */
export type Operand =
  | { readonly kind: 'value'; readonly value: Json; readonly isWritten?: true }
  | { readonly kind: 'regex'; readonly test: (value: string) => boolean }
  /** A path that leads nowhere. */
  | { readonly kind: 'nothing' }

type Relation = (left: Operand, right: Operand) => boolean

/** Thrown for a comparison of kinds that cannot be compared: the filter rejects the item. */
export class Incomparable extends Error {}

/** If the left value is a number, compares numbers and texts of numbers by value; else compares texts. */
const sameScalar = (left: Json, right: Json): boolean => {
  spend()
  if (isJsonNumber(left)) {
    if (isJsonNumber(right)) return canonicalNumber(left) === canonicalNumber(right)
    if (typeof right !== 'string' || !NUMBER.test(right)) return false
    return canonicalNumber(left) === canonicalNumber(new JsonNumber(right))
  }
  if (typeof left === 'string') return left === (isJsonNumber(right) ? javaNumber(right) : right)
  return left === right
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Compares like Java's collections: numbers are equal only if they are printed alike. */
const sameJson = (left: Json, right: Json): boolean => {
  spend()
  if (isJsonNumber(left) || isJsonNumber(right))
    return isJsonNumber(left) && isJsonNumber(right) && javaNumber(left) === javaNumber(right)
  if (isJsonList(left))
    return (
      isJsonList(right) &&
      left.length === right.length &&
      left.every((one, at) => sameJson(one, right[at] ?? null))
    )
  if (!isJsonObject(left)) return left === right
  const names = Object.keys(left)
  return (
    isJsonObject(right) &&
    names.length === Object.keys(right).length &&
    names.every(
      (name) => Object.hasOwn(right, name) && sameJson(left[name] ?? null, right[name] ?? null),
    )
  )
}

const isCollection = (value: Json): boolean => isJsonList(value) || isJsonObject(value)

const equal: Relation = (left, right) => {
  if (left.kind !== 'value' || right.kind !== 'value') return false
  if (isCollection(left.value) || isCollection(right.value))
    // Jayway reads JSON that is written on the left as a text, which equals no list.
    return left.isWritten !== true && sameJson(left.value, right.value)
  return sameScalar(left.value, right.value)
}

const kindOf = (operand: Operand): string => {
  if (operand.kind !== 'value') return operand.kind
  const { value } = operand
  return isJsonNumber(value)
    ? 'number'
    : isCollection(value)
      ? 'json'
      : value === null
        ? 'null'
        : typeof value
}

const strictlyEqual: Relation = (left, right) =>
  kindOf(left) === kindOf(right) && equal(left, right)

const ordered =
  (holds: (order: number) => boolean): Relation =>
  (left, right) => {
    if (left.kind !== 'value' || right.kind !== 'value') return false
    const [a, b] = [left.value, right.value]
    if (isJsonNumber(a) && isJsonNumber(b)) return holds(numberOf(a) - numberOf(b))
    if (typeof a === 'string' && typeof b === 'string') return holds(a < b ? -1 : a > b ? 1 : 0)
    return false
  }

/** A list's items; undefined for an object. Throws Incomparable for every other operand. */
const listOf = (operand: Operand): readonly Json[] | undefined => {
  if (operand.kind === 'value' && isJsonList(operand.value)) return operand.value
  if (operand.kind === 'value' && isJsonObject(operand.value)) return undefined
  throw new Incomparable()
}

const itemEquals = (left: Json, right: Json): boolean =>
  isCollection(left) || isCollection(right) ? sameJson(left, right) : sameScalar(left, right)

const has = (list: readonly Json[] | undefined, operand: Operand): boolean =>
  operand.kind === 'value' && list?.some((one) => itemEquals(operand.value, one)) === true

const contains: Relation = (left, right) => {
  if (left.kind !== 'value' || right.kind !== 'value') return false
  if (typeof left.value === 'string')
    return typeof right.value === 'string' && left.value.includes(right.value)
  return isJsonList(left.value) && has(left.value, right)
}

const size: Relation = (left, right) => {
  if (left.kind !== 'value' || right.kind !== 'value' || !isJsonNumber(right.value)) return false
  const { value } = left
  const wanted = Math.trunc(numberOf(right.value))
  return (typeof value === 'string' || isJsonList(value)) && value.length === wanted
}

const empty: Relation = (left, right) => {
  if (left.kind !== 'value') return false
  if (isJsonObject(left.value)) throw new Error('Jayway cannot tell whether an object is empty')
  if (typeof left.value !== 'string' && !isJsonList(left.value)) return false
  if (right.kind !== 'value' || typeof right.value !== 'boolean') throw new Incomparable()
  return (left.value.length === 0) === right.value
}

const matches: Relation = (left, right) => {
  const [regex, other] = left.kind === 'regex' ? [left, right] : [right, left]
  if (regex.kind !== 'regex' || other.kind === 'regex') return false
  const textOf = (value: Json): string =>
    isJsonNumber(value)
      ? javaNumber(value)
      : typeof value === 'string' || typeof value === 'boolean'
        ? String(value)
        : ''
  if (other.kind === 'value' && isJsonList(other.value))
    return other.value.some((one) => regex.test(textOf(one)))
  return regex.test(other.kind === 'value' ? textOf(other.value) : '')
}

const never: Relation = () => {
  throw new Incomparable()
}

const not =
  (relation: Relation): Relation =>
  (left, right) =>
    !relation(left, right)

const isIn: Relation = (left, right) => has(listOf(right), left)

const subsetOf: Relation = (left, right) => {
  const [all, some] = [listOf(right), listOf(left)]
  return (
    all !== undefined && some?.every((one) => all.some((other) => itemEquals(one, other))) === true
  )
}

/** Whether the two lists have an item in common; undefined if one of them is an object. */
const sharing = (left: Operand, right: Operand): boolean | undefined => {
  const [others, some] = [listOf(right), listOf(left)]
  if (others === undefined || some === undefined) return undefined
  return some.some((one) => others.some((other) => itemEquals(one, other)))
}

/** Jayway's comparisons by name, in lower case. */
export const relations: ReadonlyMap<string, Relation> = new Map<string, Relation>([
  ['==', equal],
  ['!=', not(equal)],
  ['===', strictlyEqual],
  ['!==', not(strictlyEqual)],
  ['<', ordered((order) => order < 0)],
  ['<=', ordered((order) => order <= 0)],
  ['>', ordered((order) => order > 0)],
  ['>=', ordered((order) => order >= 0)],
  ['=~', matches],
  ['in', isIn],
  ['nin', not(isIn)],
  ['contains', contains],
  ['size', size],
  ['empty', empty],
  ['subsetof', subsetOf],
  ['anyof', (left, right) => sharing(left, right) === true],
  ['noneof', (left, right) => sharing(left, right) === false],
  ['all', never],
  ['type', never],
  ['matches', never],
])
