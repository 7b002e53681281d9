/** The text that replaces a secret. */
export const MASK = '***'

/**
 * Names whose values are secrets (I): passwords, secrets, session keys, tokens (such as 001's `luk`),
 * credentials and cookies. Case, separators and a prefix (`access_token`) do not matter. Codes, signatures and
 * encrypted data are not masked: they are used up by the request, and the notes speak of them.
 */
const WORDS = 'password|passwd|pwd|secret|session[_-]?key|token|authorization|(?<!\\w)luk'
const SECRET = new RegExp(`(?:${WORDS}|cookie)$`, 'i')

/** Whether a value of this name is a secret. */
export const isSecret = (name: string): boolean => SECRET.test(name)

/** Matches `"name": "value"`, and the lax forms that the JSON readers also accept. */
const JSON_MEMBER = new RegExp(
  `((?:${WORDS})["']?\\s{0,16}:\\s{0,16})("(?:[^"\\\\]|\\\\[^])*"?|'(?:[^'\\\\]|\\\\[^])*'?|[^\\s"',{}[\\]<>&]+)`,
  'gi',
)
const FORM_PAIR = new RegExp(`((?:${WORDS})=)([^&;\\s"'<>]+)`, 'gi')
const XML_ELEMENT = /<([\w:.-]{1,64})((?:\s[^<>]*)?>)((?:[^<]|<!\[CDATA\[[^]{0,1024}?\]\]>)+)/g
const PART_NAME = /name="?([^"\r\n;]{1,64})/i

type Found = () => void

/** Returns the replacement for a value. The value is given as the text writes it, such as percent-encoded. */
export type Mark = (value: string) => string

/**
 * Masks the secrets in a text that may be JSON, XML, a form or multipart. Recognises the secrets by their
 * names. Calls `found` for each secret, and `mark` for the replacement.
 */
export const maskText = (
  text: string,
  found: Found = () => undefined,
  mark: Mark = () => MASK,
): string => {
  if (!/[:=>]/.test(text)) return text
  const member = (whole: string, before: string, value: string): string => {
    if (/^(?:null|true|false)$/.test(value)) return whole
    found()
    // A number is replaced by a quoted text, so that JSON stays valid.
    const quote = /^["'\d-]/.exec(value)?.[0].replace(/[\d-]/, '"') ?? ''
    const bare = /^["']/.test(value)
      ? value.slice(1, value.endsWith(quote) ? -1 : undefined)
      : value
    return `${before}${quote}${mark(bare)}${quote}`
  }
  const pair = (_whole: string, before: string, value: string): string => {
    found()
    return `${before}${mark(value)}`
  }
  const element = (whole: string, name: string, rest: string, value: string): string => {
    if (!isSecret(name)) return whole
    found()
    return `<${name}${rest}${mark(value)}`
  }
  return maskParts(text, found, mark)
    .replace(XML_ELEMENT, element)
    .replace(JSON_MEMBER, member)
    .replace(FORM_PAIR, pair)
}

/** Masks the secrets in the parts of a multipart body. */
const maskParts = (text: string, found: Found, mark: Mark): string => {
  if (!text.startsWith('--')) return text
  const parts = text.split('\r\n--').map((part) => {
    const end = part.indexOf('\r\n\r\n')
    const name = end < 0 ? null : PART_NAME.exec(part.slice(0, end))
    if (name === null || !isSecret(name[1] ?? '') || part.length === end + 4) return part
    found()
    return `${part.slice(0, end + 4)}${mark(part.slice(end + 4))}`
  })
  return parts.join('\r\n--')
}
