import type { CaseRow } from './case.ts'

/** One entry of the model state. */
export interface Issue {
  /** The framework's key, such as `userInfo.gender`, `dto.ThirdPartID` or `dto`. */
  readonly field: string
  readonly errors: readonly {
    /** The message that a remote client sees. Empty for an exception. */
    readonly message: string
    /** The text of the exception. It is never sent; notes use it. */
    readonly exception?: string
  }[]
}

/** The outcome of an operation. Every answer, success or failure, begins as an outcome. */
export type Outcome<Data> =
  | { readonly kind: 'ok'; readonly data: Data; readonly row?: CaseRow }
  | { readonly kind: 'failed'; readonly row: CaseRow; readonly message?: string }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }

/** Returns a success. `row` is set for a success that is a case of its own, such as `phone-required`. */
export const ok = <Data>(data: Data, row?: CaseRow): Outcome<Data> =>
  row === undefined ? { kind: 'ok', data } : { kind: 'ok', data, row }

/**
 * Returns a failure by a case. `message` replaces the message of the case, where part of it is made at run
 * time.
 */
export const fail = (row: CaseRow, message?: string): Outcome<never> =>
  message === undefined ? { kind: 'failed', row } : { kind: 'failed', row, message }
