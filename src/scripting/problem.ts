import { DATE, LENGTH, type Headers, type Reply } from '../core/wire.ts'

const PROBLEM = 'application/problem+json'

const headers: Headers = [
  ['Content-Type', PROBLEM],
  ['Date', DATE],
  ['Content-Length', LENGTH],
  ['Connection', 'keep-alive'],
]

/**
 * Returns the mock's own refusal (RFC 9457), for requests that no imitated stack would answer. `detail` is
 * one sentence: the thing, its value, what to do.
 */
export const problem = (
  status: number,
  title: string,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): Reply => ({
  status,
  headers,
  body: JSON.stringify({ type: 'about:blank', title, status, detail, ...more }),
  basis: 'inferred',
})

/** Whether an answer is a problem document. */
export const isProblem = ({ headers }: Reply): boolean =>
  headers.some(([name, value]) => name === 'Content-Type' && value === PROBLEM)
