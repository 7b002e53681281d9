import type { Field, Shape } from '../../../core/schema.ts'
import { foldCase } from '../clr/text.ts'
import {
  readAsBoolean,
  readAsDateTime,
  readAsDecimal,
  readAsInt32,
  readAsString,
} from './read-as.ts'
import type { ReadAs } from './seek-value.ts'

/** One JSON member of an object contract. */
export interface Property {
  /** JSON name, and key of the bound value. */
  readonly name: string
  /** As it mostly stands in a body. */
  readonly quoted: string
  readonly field: Field
  /** How its value is read; undefined for types that Json.NET reads as they come. */
  readonly readAs: ReadAs | undefined
  readonly index: number
  /** Its own bit among its siblings', to tell duplicates by; 0 for those beyond the 32nd. */
  readonly bit: number
}

/** What Json.NET's contract resolver makes of a type. */
export interface ObjectContract {
  readonly shape: Shape
  readonly names: readonly string[]
  readonly properties: readonly Property[]
  /** By exact name; see propertyOf for the rest. */
  readonly byName: ReadonlyMap<string, Property>
  readonly byFoldedName: ReadonlyMap<string, Property>
  /** CLR names that JSON does not know, to the JSON names that stand for them. */
  readonly byClrName: ReadonlyMap<string, string>
}

const READERS: Partial<Record<Field['kind'], ReadAs>> = {
  string: readAsString,
  integer: readAsInt32,
  decimal: readAsDecimal,
  boolean: readAsBoolean,
  dateTime: readAsDateTime,
}

/** The typed reader of a field's values; undefined for types that Json.NET reads as they come. */
export const readerOf = (field: Field): ReadAs | undefined => READERS[field.kind]

const contracts = new WeakMap<Shape, ObjectContract>()

/** Compiled on first sight. Throws on a shape with a map. */
export const contractOf = (shape: Shape): ObjectContract => {
  const known = contracts.get(shape)
  if (known !== undefined) return known
  if (Object.values(shape.fields).some(({ kind }) => kind === 'map'))
    throw new Error(
      `${shape.name} has a map, which no DTO of these sites has: describe it as a shape.`,
    )
  const properties = Object.entries(shape.fields).map(([name, field], index) => ({
    name,
    quoted: `"${name}"`,
    field,
    readAs: readerOf(field),
    index,
    bit: index < 32 ? 1 << index : 0,
  }))
  const made: ObjectContract = {
    shape,
    names: properties.map(({ name }) => name),
    properties,
    byName: new Map(properties.map((property) => [property.name, property])),
    // From the last to the first: of names that differ only in case the first declared is meant.
    byFoldedName: new Map(
      properties.toReversed().map((property) => [foldCase(property.name), property]),
    ),
    byClrName: new Map(
      properties.flatMap(({ name, field }) =>
        field.clr === undefined ? [] : [[foldCase(field.clr), name]],
      ),
    ),
  }
  contracts.set(shape, made)
  return made
}

/**
 * An exact match, else the first that differs only in case. Members mostly come as the class declares
 * them: the `likely` one is compared first, since a Map would have to hash the fresh name.
 */
export const propertyOf = (
  contract: ObjectContract,
  name: string,
  likely = 0,
): Property | undefined => {
  const guess = contract.properties[likely]
  if (guess?.name === name) return guess
  return contract.byName.get(name) ?? contract.byFoldedName.get(foldCase(name))
}
