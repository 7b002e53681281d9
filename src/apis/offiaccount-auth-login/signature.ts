import { hash } from 'node:crypto'

/** SHA-256 over the values as they were decoded, nothing between them, UTF-8, lower-case hex (documented). */
export const signatureOf = (...values: readonly string[]): string => {
  let text = ''
  for (const value of values) text += value
  return hash('sha256', text)
}
