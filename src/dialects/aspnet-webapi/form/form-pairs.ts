import { decodeUtf8 } from './decode-utf8.ts'
import { urlDecode } from './url-decode.ts'

export type FormPair = readonly [name: string, value: string]

/** FormUrlEncodedMediaTypeFormatter reads this much at once. */
const WINDOW = 32 * 1024

/**
 * FormUrlEncodedParser: `&` separates, the first `=` of a part ends its name, nothing is skipped:
 * `a&&` has three pairs. Only an empty body has none (S).
 */
export const formPairs = (body: Buffer): readonly FormPair[] =>
  body.length === 0 ? [] : pairsOf(bodyText(body))

/** The pairs of a query text. */
export const queryPairs = (query: string): readonly FormPair[] =>
  query === '' ? [] : pairsOf(query)

const pairsOf = (text: string): readonly FormPair[] =>
  text.split('&').map((part): FormPair => {
    const equals = part.indexOf('=')
    return equals < 0
      ? [urlDecode(part), '']
      : [urlDecode(part.slice(0, equals)), urlDecode(part.slice(equals + 1))]
  })

/** Raw bytes are UTF-8 whatever the charset; a character across two windows is lost (S). */
const bodyText = (body: Buffer): string => {
  if (body.length <= WINDOW) return decodeUtf8(body)
  let text = ''
  for (let at = 0; at < body.length; at += WINDOW)
    text += decodeUtf8(body.subarray(at, at + WINDOW))
  return text
}
