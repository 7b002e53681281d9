/** What stands in a secret's place. */
export const MASK = '***'

/**
 * Names whose values are secrets (I): passwords, secrets, session keys, tokens (001's `luk` is one),
 * credentials and cookies, however the name is spelt and whatever stands before it (`access_token`).
 * Codes, signatures and encrypted data are spent with the request, and what the notes speak of: they stay.
 */
const WORDS = 'password|passwd|pwd|secret|session[_-]?key|token|authorization|(?<!\\w)luk'
const SECRET = new RegExp(`(?:${WORDS}|cookie)$`, 'i')

/** Whether what has this name is a secret. */
export const isSecret = (name: string): boolean => SECRET.test(name)

/** `"name": "value"`, as strict or as lax as the readers take it. */
const JSON_MEMBER = new RegExp(
  `((?:${WORDS})["']?\\s{0,16}:\\s{0,16})("(?:[^"\\\\]|\\\\[^])*"?|'(?:[^'\\\\]|\\\\[^])*'?|[^\\s"',{}[\\]<>&]+)`,
  'gi',
)
const FORM_PAIR = new RegExp(`((?:${WORDS})=)([^&;\\s"'<>]+)`, 'gi')
const XML_ELEMENT = /<([\w:.-]{1,64})((?:\s[^<>]*)?>)((?:[^<]|<!\[CDATA\[[^]{0,1024}?\]\]>)+)/g
const PART_NAME = /name="?([^"\r\n;]{1,64})/i

type Found = () => void

/** What stands in place of a value, as it is written: with its quotes, percent-encoded. */
export type Mark = (value: string) => string

/** Secrets in a text that may be JSON, XML, a form or multipart, known by their names. */
export const maskText = (
  text: string,
  found: Found = () => undefined,
  mark: Mark = () => MASK,
): string => {
  if (!/[:=>]/.test(text)) return text
  const member = (whole: string, before: string, value: string): string => {
    if (/^(?:null|true|false)$/.test(value)) return whole
    found()
    // A number becomes a text: what was JSON stays it.
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

/** The parts of a multipart body. */
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
