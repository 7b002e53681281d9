import { isSecret, MASK, maskText } from '../../core/mask-text.ts'
import { oneLine } from '../../core/log.ts'

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

/** One of `driftKinds`. */
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

/** A difference as a sentence without its full stop. */
export const driftSentence = (drift: Drift): string => {
  const { kind, path, expected, actual } = maskedDrift(drift)
  const where = path === '' ? '' : ` of ${oneLine(path)}`
  return `${kind}${where}: the mock has ${shortened(expected, 200)}, the back end ${shortened(actual, 200)}`
}

/** A difference without the secrets that are known by their names. */
export const maskedDrift = ({ kind, path, expected, actual }: Drift): Drift => {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const mask = (text: string): string =>
    isSecret(name) && kind !== 'type' && text !== NONE ? MASK : maskText(text)
  return { kind, path, expected: mask(expected), actual: mask(actual) }
}

/** One line of it, and no more than so many characters. */
export const shortened = (text: string, most = 48): string => {
  const line = oneLine(text)
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
