import type { CaseRow } from './case.ts'

/** One entry of a model state. */
export interface Issue {
  /** The framework's key: `userInfo.gender`, `dto.ThirdPartID`, `dto`. */
  readonly field: string
  readonly errors: readonly {
    /** What a remote client may read; empty for an exception. */
    readonly message: string
    /** The exception's text, never sent: for notes. */
    readonly exception?: string
  }[]
}

/** What an operation came to. Every answer, good or bad, starts as one of these. */
export type Outcome<Data> =
  | { readonly kind: 'ok'; readonly data: Data; readonly row?: CaseRow }
  | { readonly kind: 'failed'; readonly row: CaseRow; readonly message?: string }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }

/** `row` names a success that is a case of its own, such as `phone-required`. */
export const ok = <Data>(data: Data, row?: CaseRow): Outcome<Data> =>
  row === undefined ? { kind: 'ok', data } : { kind: 'ok', data, row }

/** `message` replaces the row's, where part of it is made at run time. */
export const fail = (row: CaseRow, message?: string): Outcome<never> =>
  message === undefined ? { kind: 'failed', row } : { kind: 'failed', row, message }
