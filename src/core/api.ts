import type { Basis, CaseRow } from './case.ts'
import type { Collection } from './records.ts'
import type { Context, Services } from './context.ts'
import type { Dialect } from './dialect.ts'
import type { Outcome } from './outcome.ts'
import type { Infer, Shape } from './schema.ts'

/** An example request, as a client would write it. Used in curl lines, catalogue tests and help. */
export interface ExampleRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * One call of an API: the shapes of its request and answer, and the functions that decide the answer. A
 * dialect reads and writes the shapes.
 */
export interface Operation<Req extends Shape = Shape, Res extends Shape = Shape, Data = unknown> {
  /** Kebab-case. The documented operation has the name of its API. */
  readonly name: string
  readonly title: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /**
   * The documented path without a leading slash, such as `api/Customer/AppAuthorization`. The dialect
   * interprets it.
   */
  readonly path: string
  readonly request: Req
  readonly response: Res
  /** The request field that carries magic values such as `mock:code-invalid`. */
  readonly magic?: string
  /** The name of the action's parameter. Set where the keys of the model state begin with it. */
  readonly parameter?: string
  /** How the site handles an invalid model state. Default `refuse`: the framework itself answers. */
  readonly onInvalid?: 'outcome' | 'ignore' | 'refuse'
  /** The basis of a live success. */
  readonly success: { readonly basis: Basis; readonly source: string }
  /** True for an operation that the mock serves and no document describes. */
  readonly beyondDocument?: boolean
  /** Returns a request that logs in, with the given fields changed. A null removes the field. */
  example(changes?: Readonly<Record<string, unknown>>): ExampleRequest
  /** Names that `example` also accepts but does not send, such as a secret that signs the request. */
  readonly exampleTakes?: readonly string[]
  /**
   * The documented sample answers by case name: `documented`, and `documented-error` where the document has
   * one.
   */
  readonly documented: Readonly<Record<string, () => Infer<Res>>>
  /** The request sample of the document, where the document has one. */
  readonly documentedRequest?: () => Readonly<Record<string, unknown>>
  // `handle` uses method syntax on purpose: parameters of methods compare bivariantly, so that every
  // operation is assignable to `Operation`.
  handle(input: Infer<Req>, context: Context): Outcome<Data>
  /**
   * Makes each kind of success (`success`, `phone-required`, …) when it is forced, whatever the client sent.
   */
  readonly forced: Readonly<Record<string, ForcedSuccess<Req, Data>>>
  /**
   * Wraps every outcome, successes and failures alike, in the API's envelope. `input` is the request that was
   * read, or undefined if it could not be read.
   */
  envelope(outcome: Outcome<Data>, input: Infer<Req> | undefined, context: Context): Infer<Res>
}

// Declared as a method for the same reason as `handle`: so that its parameters compare bivariantly.
type ForcedSuccess<Req extends Shape, Data> = {
  make(input: Infer<Req> | undefined, context: Context): Outcome<Data>
}['make']

/**
 * An API as one document describes it: its error table, its lists of the world, its operations and its
 * dialect.
 */
export interface Api {
  /** Kebab-case, as in `/__admin/cases`. */
  readonly name: string
  readonly title: string
  /** The file of the document from which the API was made. */
  readonly document: string
  readonly dialect: Dialect
  /** The API's whole error table. The refusals of the dialect are added to it. */
  readonly cases: Readonly<Record<string, CaseRow>>
  /** The lists of the world that only this API has. */
  readonly collections: readonly Collection[]
  /** The settings of the world's `site` that this API reads. */
  readonly site?: Shape
  /** The documented operation comes first. */
  readonly operations: readonly Operation[]
  /** Decodes a self-contained token. Returns undefined when the token is none of this API's. */
  introspect?(token: string, services: Services): IntrospectedToken | undefined
  /** Public keys (JWK) that verify this API's signed tokens. */
  jwks?(services: Services): readonly Readonly<Record<string, unknown>>[]
}

/** The description of a token that `POST /__admin/tokens/introspect` answers. */
export interface IntrospectedToken {
  readonly active: boolean
  /** Such as `access` or `refresh`. */
  readonly kind: string
  readonly subject: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/**
 * Returns the operation unchanged. Infers the types of its request, its answer and the data that its handler
 * returns.
 */
export const defineOperation = <Req extends Shape, Res extends Shape, Data>(
  operation: Operation<Req, Res, Data>,
): Operation<Req, Res, Data> => operation

/** Returns the API unchanged. The types check that it is complete; nothing happens at run time. */
export const defineApi = (api: Api): Api => api
