import type { Basis, CaseRow } from './case.ts'
import type { Collection } from './records.ts'
import type { Context, Services } from './context.ts'
import type { Dialect } from './dialect.ts'
import type { Outcome } from './outcome.ts'
import type { Infer, Shape } from './schema.ts'

/** A request as a client would write it: for curl lines, catalogue tests and help. */
export interface ExampleRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One call of an API: what it takes and answers, and the functions that decide. A dialect writes it. */
export interface Operation<Req extends Shape = Shape, Res extends Shape = Shape, Data = unknown> {
  /** Kebab-case; the name of the API where it is the documented one. */
  readonly name: string
  readonly title: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As documented, without a leading slash; a dialect reads it (`api/Customer/AppAuthorization`). */
  readonly path: string
  readonly request: Req
  readonly response: Res
  /** Field that carries magic values such as `mock:code-invalid`. */
  readonly magic?: string
  /** Name of the action's parameter, where model-state keys begin with it. */
  readonly parameter?: string
  /** What the site does with an invalid model state. Default `refuse`: the framework's own answer. */
  readonly onInvalid?: 'outcome' | 'ignore' | 'refuse'
  /** What a live success is founded on. */
  readonly success: { readonly basis: Basis; readonly source: string }
  /** Served, but no document has it. */
  readonly beyondDocument?: boolean
  /** A request that logs in, with these fields changed; null takes one away. */
  example(changes?: Readonly<Record<string, unknown>>): ExampleRequest
  /** What `example` also takes and does not send: a secret that signs. */
  readonly exampleTakes?: readonly string[]
  /** Documented samples by case name: `documented`, and `documented-error` where there is one. */
  readonly documented: Readonly<Record<string, () => Infer<Res>>>
  /** The request's sample in the document, where it has one of its own. */
  readonly documentedRequest?: () => Readonly<Record<string, unknown>>
  // Method syntax on purpose: parameters compare bivariantly, so any operation is an `Operation`.
  handle(input: Infer<Req>, context: Context): Outcome<Data>
  /** How a success (`success`, `phone-required`, …) is made when it is forced, whatever was sent. */
  readonly forced: Readonly<Record<string, ForcedSuccess<Req, Data>>>
  /** Every outcome leaves through here. `input` is what was read, if anything was. */
  envelope(outcome: Outcome<Data>, input: Infer<Req> | undefined, context: Context): Infer<Res>
}

// Declared as a method so that it, too, compares bivariantly.
type ForcedSuccess<Req extends Shape, Data> = {
  make(input: Infer<Req> | undefined, context: Context): Outcome<Data>
}['make']

/** What one document describes: its error table, its lists of the world, its operations, its dialect. */
export interface Api {
  /** Kebab-case, as in `/__admin/cases`. */
  readonly name: string
  readonly title: string
  /** File of the document it is made from. */
  readonly document: string
  readonly dialect: Dialect
  /** Its whole error table; the dialect's refusals are added to it. */
  readonly cases: Readonly<Record<string, CaseRow>>
  /** Lists of the world that are its own. */
  readonly collections: readonly Collection[]
  /** Settings of the world's `site` that it reads. */
  readonly site?: Shape
  /** The documented one first. */
  readonly operations: readonly Operation[]
  /** What is known of a self-contained token; undefined when it is none of this API's. */
  introspect?(token: string, services: Services): IntrospectedToken | undefined
  /** Public keys (JWK) that verify this API's signed tokens. */
  jwks?(services: Services): readonly Readonly<Record<string, unknown>>[]
}

/** What `POST /__admin/tokens/introspect` says of a token. */
export interface IntrospectedToken {
  readonly active: boolean
  /** access, refresh, … */
  readonly kind: string
  readonly subject: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Gives an operation its types: those of its request, its answer and what its handler returns. */
export const defineOperation = <Req extends Shape, Res extends Shape, Data>(
  operation: Operation<Req, Res, Data>,
): Operation<Req, Res, Data> => operation

/** Checks by type that an API is whole; nothing is done at run time. */
export const defineApi = (api: Api): Api => api
