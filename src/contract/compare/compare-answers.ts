import type { ReadAnswer } from '../../core/dialect.ts'
import { headerOf, type Answer } from './answer.ts'
import { compareBodies } from './compare-bodies.ts'
import { compareHeaders } from './compare-headers.ts'
import type { Drift } from './drift.ts'

/** What a comparison of two answers is told. */
export interface Comparison {
  /** How the dialect's XML is read; absent: it answers none. */
  readonly readXml?: ReadAnswer | undefined
  /** Header names in lower case, and paths of the body; a path stands for all below it. */
  readonly ignored?: ReadonlySet<string> | undefined
  /** Texts that the request holds. An answer that repeats one must repeat it at both places. */
  readonly sent?: string | undefined
}

/** Shorter ones stand in every request. */
const SHORTEST_ECHO = 6

/** In what a back end's answer is not the mock's; empty: it is the same. */
export const compareAnswers = (
  expected: Answer,
  actual: Answer,
  { readXml, ignored = new Set(), sent = '' }: Comparison = {},
): readonly Drift[] => {
  const ownLength = [expected, actual].every(saysItsOwnLength)
  return [
    ...(expected.status === actual.status
      ? []
      : [
          {
            kind: 'status' as const,
            path: '',
            expected: String(expected.status),
            actual: String(actual.status),
          },
        ]),
    ...compareHeaders(
      expected.headers,
      actual.headers,
      (name) => ignored.has(name),
      // The body is compared by itself.
      (name) => name === 'content-length' && ownLength,
    ),
    ...compareBodies(expected.body, actual.body, {
      readXml,
      isIgnored: (path) => isBelow(path, ignored),
      wasSent: (text) => text.length >= SHORTEST_ECHO && sent.includes(text),
    }),
  ]
}

const saysItsOwnLength = ({ headers, body }: Answer): boolean => {
  const said = headerOf(headers, 'content-length')
  return said === undefined || body.length === 0 || said === String(body.length)
}

const isBelow = (path: string, ignored: ReadonlySet<string>): boolean => {
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1))
    if (ignored.has(path.slice(0, end))) return true
  return false
}
