/**
 * The basis of an answer or rule. The specifications write D for documented, R for recorded, S for read in
 * public source and I for inferred.
 */
export type Basis = 'documented' | 'recorded' | 'source' | 'inferred'

/** How to get a case from the live operation: the changes to the API's example request. */
export interface Live {
  /** A description for people, such as "`appId` blank" or "the world says the domain is disabled". */
  readonly text: string
  /** Replaces fields of the example request. A null removes the field. */
  readonly input?: Readonly<Record<string, unknown>>
  /** Merged into the world before the request is sent. */
  readonly world?: Readonly<Record<string, unknown>>
  /** The case occurs only with `--strict`. */
  readonly strict?: boolean
}

declare const caseName: unique symbol

/**
 * The short name of a case: kebab-case, or the code where the document numbers its cases. `defineCases` makes
 * it.
 */
export type CaseName = string & { readonly [caseName]: true }

/** One row of an API's error table: an answer that the API can give, by a stable name. */
export interface CaseRow {
  /** Unique within the API. */
  readonly name: CaseName
  /** The code in the API's error table, or the HTTP status where the API has no codes. */
  readonly code: number
  readonly message: string
  readonly messageEn?: string
  /** HTTP status. */
  readonly status: number
  readonly basis: Basis
  /** The document, or the heading of the specification. */
  readonly source: string
  /** Absent where no request and no world causes the case. Only an override gives it then. */
  readonly live?: Live
  /**
   * Default `failure`. The operation's `forced` and `documented` make a `success`; the dialect answers a
   * `refusal`.
   */
  readonly kind?: 'failure' | 'success' | 'refusal'
  /** The only operations that can give the case. Absent: the API's first operation. */
  readonly operations?: readonly string[]
}

type Named<Rows> = { readonly [K in keyof Rows]: CaseRow }

/** Returns the rows with their keys added as names. */
export const defineCases = <Rows extends Readonly<Record<string, Omit<CaseRow, 'name'>>>>(
  rows: Rows,
): Named<Rows> =>
  Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, { name, ...row }]),
  ) as unknown as Named<Rows>
