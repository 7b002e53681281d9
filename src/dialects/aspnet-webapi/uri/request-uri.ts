import type { WireRequest } from '../../../core/wire.ts'
import { percentDecode, type Daring } from './percent-decode.ts'
import { canonicalPath } from './request-path.ts'

/**
 * The request's URI as `Uri.ToString()` prints it in a 404: partly unescaped
 * (docs/spec/aspnet-webapi.md#error-bodies).
 */
export const requestUri = ({ headers, path, query }: WireRequest): string => {
  const host = (headers['host'] ?? 'localhost').toLowerCase().replace(/:80$/, '')
  const tail = query === '' ? '' : `?${percentDecode(query, inQuery)}`
  return `http://${host}${percentDecode(canonicalPath(path), inPath)}${tail}`
}

/** `UriHelper.IsNotSafeForUnescape`: controls, and what would change a URI's meaning (S). */
const isSafe = (code: number): boolean => {
  if (code <= 0x1f || code === 0x7f) return false
  return !'#$%&+,/;=?@\\'.includes(String.fromCharCode(code))
}

/** RFC 3987 ucschar, as `IriHelper.CheckIriUnicodeRange` has it (S). */
const isIriCharacter = (code: number): boolean => {
  if (code <= 0xffff)
    return (
      (code >= 0xa0 && code <= 0xd7ff) ||
      (code >= 0xf900 && code <= 0xfdcf) ||
      (code >= 0xfdf0 && code <= 0xffef)
    )
  return code < 0xf0000 && (code & 0xffff) <= 0xfffd && !(code >= 0xe0000 && code < 0xe1000)
}

const isPrivate = (code: number): boolean =>
  (code >= 0xe000 && code <= 0xf8ff) || (code >= 0xf0000 && (code & 0xffff) <= 0xfffd)

const inPath: Daring = { ascii: isSafe, unicode: isIriCharacter, percent: '%25' }
const inQuery: Daring = {
  ascii: isSafe,
  unicode: (code) => isIriCharacter(code) || isPrivate(code),
  percent: '%25',
}
