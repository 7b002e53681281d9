import { isSecret, MASK, maskText } from '../../core/mask-text.ts'
import { oneLine } from '../../core/one-line.ts'
import { NONE, type Drift } from './drift.ts'

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
