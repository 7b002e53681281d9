import type { Json } from '../json/read-json.ts'
import type { FilterTest } from './parse-filter.ts'

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
