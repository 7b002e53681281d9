import type { Api, Operation } from './api.ts'
import type { CaseRow } from './case.ts'
import type { Services } from './context.ts'
import type { Note, TakeNote } from './note.ts'
import type { Issue } from './outcome.ts'
import type { Infer, Shape } from './schema.ts'
import type { Reply, WireRequest } from './wire.ts'

/** How sure a dialect is that a request is its own; the surest wins, ties go to the first API. */
export const Rank = {
  /** The answer of last resort: no application would have seen the request. */
  nobody: 0,
  /** The stack's, but none of this API's paths. */
  stack: 1,
  /** This API's. */
  api: 2,
} as const

/** A request claimed by an API: one of its operations, or a refusal of the framework. */
export interface Claim {
  readonly rank: (typeof Rank)[keyof typeof Rank]
  readonly operation?: Operation
  /** Name of one of the dialect's refusals; the operation, if any, is the one it would have been. */
  readonly refusal?: string
  readonly notes?: readonly Note[]
  /** Asked once this claim has won: what it comes to, where that costs. */
  readonly settle?: (request: WireRequest) => Claim
}

/** The API that a request is for, and what it claims of it. */
export interface Routed {
  readonly api: Api
  readonly claim: Claim
}

/** Asks each API, in order; the surest claim wins. Throws at start if no dialect takes the rest. */
export const createRouter = (apis: readonly Api[]): ((request: WireRequest) => Routed) => {
  const claimants = apis.map((api) => ({ api, claims: api.dialect.claims(api) }))
  return (request) => {
    let best: Routed | undefined
    for (const { api, claims } of claimants) {
      const claim = claims(request)
      if (claim === undefined) continue
      if (claim.rank === Rank.api) return { api, claim }
      if (best === undefined || claim.rank > best.claim.rank) best = { api, claim }
    }
    if (best === undefined)
      throw new Error(`No API claims ${request.path}: add one whose dialect takes the rest.`)
    const { api, claim } = best
    return claim.settle === undefined ? best : { api, claim: claim.settle(request) }
  }
}

/** What reading a request came to. */
export type Decoded<S extends Shape = Shape> =
  | {
      readonly kind: 'bound'
      /** null: the framework bound no object at all. Reading may have left it partial: see `issues`. */
      readonly value: Infer<S> | null
      /** Model state; empty when valid. */
      readonly issues: readonly Issue[]
      readonly notes: readonly Note[]
    }
  | {
      readonly kind: 'refused'
      /** Name of one of the dialect's refusals. */
      readonly refusal: string
      readonly issues: readonly Issue[]
      readonly notes: readonly Note[]
    }

/** What a refusal may have to say. */
export interface RefusalTarget {
  readonly operation?: Operation | undefined
  readonly issues?: readonly Issue[]
  readonly services: Speaking
}

/** A tenant's services, and where to leave a note if there is such a place. */
export type Speaking = Services & { readonly note?: TakeNote }

/** The server that clients talk to: IIS's HTTP.sys, or an nginx that passes requests on. */
export type Front = 'http-sys' | 'nginx'

/** A name in XML; the prefix is the one that is written, empty for the default namespace. */
export interface XmlName {
  readonly name: string
  readonly namespace: string
  readonly prefix: string
}

/** A shape as it is written in XML: the root's name, and the members in their order. */
export interface XmlContract extends XmlName {
  readonly members: readonly XmlMember[]
}

interface XmlMember extends XmlName {
  /** Key in the shape. */
  readonly key: string
  readonly content?: XmlContent
}

/** What is inside an element that is no scalar: an object's members, or a list's items. */
export interface XmlContent {
  readonly object?: XmlContract
  readonly item?: XmlName & { readonly content?: XmlContent }
}

/** Names of a framework's refusals of what it has read of a body. */
export interface BodyRefusals {
  /** It could not be read at all. */
  readonly malformed: string
  /** It binds to null. */
  readonly empty: string
  /** What it says is not valid. */
  readonly invalid: string
}

/** Refusals of the servers in front of an application, which look at a request whatever its path. */
export interface FrontRefusals {
  readonly names: ReadonlySet<string>
  /** The refusal of a path that no application has. */
  readonly notFound: string
}

/** A framework's wire habits. Knows shapes, never an API. Compile descriptors once, on first sight. */
export interface Dialect {
  readonly name: string
  /** Who takes the connection, and answers what is no request. Default `http-sys`. */
  readonly front?: Front
  /** The framework's own answers, as rows of the case table (kind `refusal`). */
  readonly refusals: Readonly<Record<string, CaseRow>>
  /** Absent in a framework that leaves invalid requests to its operations. */
  readonly bodyRefusals?: BodyRefusals
  /** Absent where nothing in front refuses a request of a path that no application has. */
  readonly frontRefusals?: FrontRefusals
  /** Compiles an API's routes. */
  claims(api: Api): (request: WireRequest) => Claim | undefined
  decode(request: WireRequest, operation: Operation): Decoded
  encode(request: WireRequest, operation: Operation, value: unknown, services: Speaking): Reply
  /** Throws on a name that is none of `refusals`. */
  refuse(request: WireRequest, refusal: string, target: RefusalTarget): Reply
  /** How it writes and reads a shape as XML; absent where it knows none. For descriptions. */
  xml?(shape: Shape): XmlContract
  /** The same answer printed as the documents print: indented, `\n`, no final newline. */
  documentLayout(reply: Reply): Reply
  /** Reads an answer in XML, for a comparison; absent where the stack answers none. */
  readonly readXml?: ReadAnswer
}

/** Where a value stands in the text of its body: first character, and the one after the last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A value that has no parts. `text` is the value, without quotes and escapes. */
export interface AnswerLeaf extends Span {
  readonly kind: 'string' | 'number' | 'boolean' | 'null'
  readonly text: string
}

/** A member of an object, or an element of XML; an attribute's name begins with `@`. */
export interface AnswerMember {
  readonly name: string
  readonly node: AnswerNode
}

/** The body of an answer as a reader of its format finds it, in the order of the text. */
export type AnswerNode =
  | AnswerLeaf
  | { readonly kind: 'object'; readonly members: readonly AnswerMember[] }
  | { readonly kind: 'list'; readonly items: readonly AnswerNode[] }

/** Reads a body; undefined for what is not of the format, or too deep. */
export type ReadAnswer = (text: string) => AnswerNode | undefined

/** Lays a JSON answer out as documents print it, `spaces` a level. What is no JSON (a stub's text) stays as it is. */
export const indentedJson =
  (spaces: number) =>
  (reply: Reply): Reply => {
    try {
      return { ...reply, body: JSON.stringify(JSON.parse(String(reply.body)), null, spaces) }
    } catch {
      return reply
    }
  }
