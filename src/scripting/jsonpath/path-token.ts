import type { Json, JsonObject } from '../json/json.ts'
import type { FilterTest } from './filter.ts'

/** A step of a path, as Jayway's JsonPath has it. */
export type PathToken =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'filter'; readonly test: FilterTest }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Argument[] }

/** What a function is given: a path, or JSON. */
export type Argument = { readonly path: JsonPath } | { readonly json: Json }

/** A compiled path. */
export interface JsonPath {
  /** Begins with `$`, not with `@`. */
  readonly fromRoot: boolean
  readonly tokens: readonly PathToken[]
  /** It finds one value or none, not a list. */
  readonly definite: boolean
}

/** Whether a step leads to one value; the last one may join several names. */
export const isDefinite = (token: PathToken, isLast: boolean): boolean => {
  switch (token.kind) {
    case 'names':
      return token.names.length === 1 || isLast
    case 'indexes':
      return token.indexes.length === 1
    case 'function':
      return true
    default:
      return false
  }
}

export const pathOf = (fromRoot: boolean, tokens: readonly PathToken[]): JsonPath => ({
  fromRoot,
  tokens,
  definite: tokens.every((token, index) => isDefinite(token, index === tokens.length - 1)),
})

/** How a path is followed where Jayway has options for it. */
export interface Manner {
  /** A member that is missing is an error, not nothing. */
  readonly strict?: boolean
  /** A last member that is missing is null. */
  readonly leafToNull?: boolean
  /** Told of the place of each value that is found. */
  readonly place?: (place: Place) => void
}

/** The list or object that a found value stands in, and its index or name there. */
export interface Place {
  readonly parent: JsonObject | readonly Json[]
  readonly key: string | number
}

/** Thrown where a path that can lead to one value only leads nowhere. */
export class NotFound extends Error {}

/** Finds what a path within a path leads to. Throws NotFound, and other errors where Jayway fails. */
export type Find = (path: JsonPath, model: Json, root: Json, manner: Manner) => Json
