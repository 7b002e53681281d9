import type { Note } from '../../src/core/note.ts'
import type { Sent } from '../support/served.ts'

/** The kinds that the journal promises, each with the reason for it. */
export const kinds = [
  'xml-member-out-of-order',
  'xml-member-unknown',
  'xml-member-case',
  'xml-wrong-namespace',
  'xml-wrong-root',
  'xml-nil-on-value',
  'json-syntax',
  'json-truncated',
  'json-trailing-text',
  'json-duplicate',
  'json-name-not-bound',
  'json-type-mismatch',
  'form-name-not-bound',
  'unknown-field',
  'enum-not-a-member',
  'date-format',
  'integer-out-of-range',
  'required-missing',
  'null-body',
  'content-type-mismatch',
  'content-type-unsupported',
  'content-type-missing',
  'charset-ignored',
  'accept-fallback',
  'verb-not-allowed',
  'route-near-miss',
  'parameter-in-wrong-place',
  'client-type-defaulted',
  'php-empty',
  'signature-parts',
  'signature-case',
  'signature-encoding',
  'domain-format',
  'mcc-centre',
  'code-unknown',
  'code-altered',
  'code-expired',
  'no-value-text',
  'code-reused',
  'encrypted-undecryptable',
  'encrypted-mobile-wins',
  'clock-skew',
  'stub-near-miss',
  'tenant-missing',
] as const

/** One mistake, what the journal says of it, and the same request without it. */
export interface Row {
  readonly kind: (typeof kinds)[number]
  /** What is wrong. */
  readonly about: string
  readonly sent: Sent
  /** Of which nothing is to be said. */
  readonly clean: Sent
  readonly world?: Readonly<Record<string, unknown>>
  readonly strict?: boolean
  readonly notes: readonly Note[]
}
