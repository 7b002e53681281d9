/** D, R, S, I of the specifications: documented, recorded, read in public source, inferred. */
export type Basis = 'documented' | 'recorded' | 'source' | 'inferred'

/** How to get a case from the live operation: what to change in the API's example request. */
export interface Live {
  /** For people: `appId` blank; the world says the domain is disabled. */
  readonly text: string
  /** Over the example request's fields; null takes one away. */
  readonly input?: Readonly<Record<string, unknown>>
  /** Merged into the world first. */
  readonly world?: Readonly<Record<string, unknown>>
  /** Only with `--strict`. */
  readonly strict?: boolean
}

declare const caseName: unique symbol

/** The short name of a case: kebab-case, or the code where the document numbers them. `defineCases` makes it. */
export type CaseName = string & { readonly [caseName]: true }

/** One row of an API's error table: an answer it can give, by a stable name. */
export interface CaseRow {
  /** Unique in its API. */
  readonly name: CaseName
  /** The API's own code column; an HTTP status where it has none. */
  readonly code: number
  readonly message: string
  readonly messageEn?: string
  /** HTTP status. */
  readonly status: number
  readonly basis: Basis
  /** Document or specification line. */
  readonly source: string
  /** Absent: no input and no world causes it; by override only. */
  readonly live?: Live
  /** Default `failure`; a `success` is made by the operation's examples; a `refusal` is spoken by the dialect. */
  readonly kind?: 'failure' | 'success' | 'refusal'
  /** Only these operations can give it. Absent: the API's first. */
  readonly operations?: readonly string[]
}

type Named<Rows> = { readonly [K in keyof Rows]: CaseRow }

/** Gives each row the name it is keyed by. */
export const defineCases = <Rows extends Readonly<Record<string, Omit<CaseRow, 'name'>>>>(
  rows: Rows,
): Named<Rows> =>
  Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, { name, ...row }]),
  ) as unknown as Named<Rows>
