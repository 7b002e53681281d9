import type { Api, Operation } from './api.ts'
import type { CaseRow } from './case.ts'
import type { Services } from './context.ts'
import type { Note, TakeNote } from './note.ts'
import type { Issue } from './outcome.ts'
import type { Infer, Shape } from './schema.ts'
import type { Reply, WireRequest } from './wire.ts'

/**
 * How sure a dialect is that a request is its own. The highest rank wins; of equal ranks the first API wins.
 */
export const Rank = {
  /** The answer of last resort: no application receives the request. */
  nobody: 0,
  /** The request is for this stack, but for none of this API's paths. */
  stack: 1,
  /** The request is for this API. */
  api: 2,
} as const

/** An API's claim to a request: an operation of the API, or a refusal of the framework. */
export interface Claim {
  readonly rank: (typeof Rank)[keyof typeof Rank]
  readonly operation?: Operation
  /**
   * The name of one of the dialect's refusals. `operation` is then the operation that the request would have
   * reached, if any.
   */
  readonly refusal?: string
  readonly notes?: readonly Note[]
  /**
   * Called only when this claim has won: makes the final claim, where that is too slow to do for every
   * request.
   */
  readonly settle?: (request: WireRequest) => Claim
}

/** The API that answers a request, and its claim. */
export interface Routed {
  readonly api: Api
  readonly claim: Claim
}

/**
 * Creates the function that asks each API in order for its claim and returns the highest. The function throws
 * an Error when no API claims a request.
 */
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

/** The result of reading a request. */
export type Decoded<S extends Shape = Shape> =
  | {
      readonly kind: 'bound'
      /** null: the framework bound no object. The value may be incomplete where reading found `issues`. */
      readonly value: Infer<S> | null
      /** The errors of the model state. Empty when the input is valid. */
      readonly issues: readonly Issue[]
      readonly notes: readonly Note[]
    }
  | {
      readonly kind: 'refused'
      /** The name of one of the dialect's refusals. */
      readonly refusal: string
      readonly issues: readonly Issue[]
      readonly notes: readonly Note[]
    }

/** The facts from which a refusal makes its answer. */
export interface RefusalTarget {
  readonly operation?: Operation | undefined
  readonly issues?: readonly Issue[]
  readonly services: Speaking
}

/** A tenant's services, and the function that takes notes, where notes are kept. */
export type Speaking = Services & { readonly note?: TakeNote }

/** The server that accepts connections: IIS's HTTP.sys, or an nginx that passes requests on. */
export type Front = 'http-sys' | 'nginx'

/** A name in XML, with the prefix that the stack writes. The prefix is empty for the default namespace. */
export interface XmlName {
  readonly name: string
  readonly namespace: string
  readonly prefix: string
}

/** The XML form of a shape: the name of the root, and the members in order. */
export interface XmlContract extends XmlName {
  readonly members: readonly XmlMember[]
}

interface XmlMember extends XmlName {
  /** The key of the member in the shape. */
  readonly key: string
  readonly content?: XmlContent
}

/** The content of an element that is not a scalar: the members of an object, or the items of a list. */
export interface XmlContent {
  readonly object?: XmlContract
  readonly item?: XmlName & { readonly content?: XmlContent }
}

/** The names of the framework's refusals of a body that it has read. */
export interface BodyRefusals {
  /** The body could not be read. */
  readonly malformed: string
  /** The body binds to null. */
  readonly empty: string
  /** The values of the body are not valid. */
  readonly invalid: string
}

/**
 * Refusals by the servers in front of an application. These servers refuse a request whatever its path is.
 */
export interface FrontRefusals {
  readonly names: ReadonlySet<string>
  /** The name of the refusal of a path that no application has. */
  readonly notFound: string
}

/**
 * The wire habits of a framework. A dialect knows shapes, and never an API. It compiles a shape once, when it
 * first meets the shape.
 */
export interface Dialect {
  readonly name: string
  /** The server that accepts connections and answers malformed requests. Default `http-sys`. */
  readonly front?: Front
  /** The framework's own answers, as rows of the case table (kind `refusal`). */
  readonly refusals: Readonly<Record<string, CaseRow>>
  /** Absent in a framework that leaves invalid requests to its operations. */
  readonly bodyRefusals?: BodyRefusals
  /** Absent where no server in front refuses a request for a path that no application has. */
  readonly frontRefusals?: FrontRefusals
  /**
   * Compiles an API's routes. The returned function returns undefined for a request that it does not claim.
   */
  claims(api: Api): (request: WireRequest) => Claim | undefined
  decode(request: WireRequest, operation: Operation): Decoded
  encode(request: WireRequest, operation: Operation, value: unknown, services: Speaking): Reply
  /** Throws for a name that is not in `refusals`. */
  refuse(request: WireRequest, refusal: string, target: RefusalTarget): Reply
  /** Describes the XML form of a shape. Absent where the framework has no XML. Used for descriptions. */
  xml?(shape: Shape): XmlContract
  /** Returns the same answer in the layout of the documents: indented, with `\n`, without a final newline. */
  documentLayout(reply: Reply): Reply
  /** Reads an answer in XML for a comparison. Absent where the stack never answers XML. */
  readonly readXml?: ReadAnswer
}

/**
 * The place of a value in the text of its body: the index of its first character, and the index after its
 * last.
 */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A scalar value. `text` is the value without quotes and escapes. */
export interface AnswerLeaf extends Span {
  readonly kind: 'string' | 'number' | 'boolean' | 'null'
  readonly text: string
}

/** A member of an object, or an XML element or attribute. The name of an attribute begins with `@`. */
export interface AnswerMember {
  readonly name: string
  readonly node: AnswerNode
}

/** A parsed answer body, in the order of the text. */
export type AnswerNode =
  | AnswerLeaf
  | { readonly kind: 'object'; readonly members: readonly AnswerMember[] }
  | { readonly kind: 'list'; readonly items: readonly AnswerNode[] }

/** Reads a body. Returns undefined for a text that is not of the format or is nested too deep. */
export type ReadAnswer = (text: string) => AnswerNode | undefined

/**
 * Prints a JSON answer as the documents do, with `spaces` spaces for each level. A body that is not JSON,
 * such as a stub's text, stays as it is.
 */
export const indentedJson =
  (spaces: number) =>
  (reply: Reply): Reply => {
    try {
      return { ...reply, body: JSON.stringify(JSON.parse(String(reply.body)), null, spaces) }
    } catch {
      return reply
    }
  }
