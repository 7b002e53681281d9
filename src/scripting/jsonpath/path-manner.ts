import type { Json, JsonObject } from '../json/read-json.ts'
import type { JsonPath } from './path-token.ts'

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
