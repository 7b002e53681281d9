/** In which ways an answer can differ from the mock's. */
export const driftKinds = [
  'status',
  'header',
  'content-type',
  'field-added',
  'field-removed',
  'type',
  'value',
  'order',
  'bytes',
] as const

export type DriftKind = (typeof driftKinds)[number]

/** One difference. `expected` is the mock's, `actual` the back end's; `(none)` where there is none. */
export interface Drift {
  readonly kind: DriftKind
  /** A header's name, or the path of a value in the body; empty: the whole. */
  readonly path: string
  readonly expected: string
  readonly actual: string
}

export const NONE = '(none)'
