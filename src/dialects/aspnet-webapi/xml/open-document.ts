/** A document as UTF-8, or why it cannot be read. */
export type OpenedDocument =
  { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly message: string }

type Encoding = 'utf-8' | 'utf-16LE' | 'utf-16BE'
/** How far .NET looks for the declaration's encoding. */
const HEAD = 128
/** The second equals sign of `<?xml version="1.0" encoding=` cannot come sooner. */
const SOONEST_ENCODING = 28

/**
 * Checks a document's encoding against the one Content-Type gave it, by byte order mark, first
 * bytes and declaration, and makes it UTF-8 without a mark. XmlDictionaryReader tells no encoding
 * by itself. docs/spec/aspnet-webapi.md#choice-of-the-input-formatter (R).
 */
export const openDocument = (body: Buffer, charset: 'utf-8' | 'utf-16'): OpenedDocument => {
  if (body.length < 4) return refused('Unexpected end of file.')
  const expected = charset === 'utf-8' ? 'utf-8' : 'utf-16LE'
  const { actual, mark } = encodingOf(body)
  if (actual !== expected) {
    return refused(
      `The expected encoding '${expected}' does not match the actual encoding '${actual}'.`,
    )
  }
  const bytes = actual === 'utf-8' ? body.subarray(mark) : fromUtf16(body.subarray(mark))
  if (bytes === undefined) return refused('Invalid byte encoding.')
  const message = declarationError(bytes.toString('latin1', 0, HEAD), actual)
  return message === undefined ? { ok: true, bytes } : refused(message)
}

const refused = (message: string): OpenedDocument => ({ ok: false, message })

const encodingOf = (body: Buffer): { readonly actual: Encoding; readonly mark: number } => {
  const [first, second] = body
  if (first === 0xff && second === 0xfe) return { actual: 'utf-16LE', mark: 2 }
  if (first === 0xfe && second === 0xff) return { actual: 'utf-16BE', mark: 2 }
  if (first === 0x3c && second === 0) return { actual: 'utf-16LE', mark: 0 }
  if (first === 0 && second === 0x3c) return { actual: 'utf-16BE', mark: 0 }
  return { actual: 'utf-8', mark: first === 0xef && second === 0xbb ? 3 : 0 }
}

const utf16 = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true })

const fromUtf16 = (bytes: Buffer): Buffer | undefined => {
  try {
    return Buffer.from(utf16.decode(bytes), 'utf8')
  } catch {
    return undefined
  }
}

const declarationError = (head: string, actual: Encoding): string | undefined => {
  if (!head.startsWith('<?')) return undefined
  const equals = secondEquals(head)
  if (equals < 0) return undefined
  if (equals < SOONEST_ENCODING) return 'Malformed XML declaration.'
  if (!/encoding[\t\n\r ]*$/.test(head.slice(0, equals))) return undefined
  const declared = /^[\t\n\r ]*(?:"([^"]*)"|'([^']*)')/.exec(head.slice(equals + 1))
  if (declared === null) return 'Malformed XML declaration.'
  const name = declared[1] ?? declared[2] ?? ''
  if (isEncoding(name.toLowerCase(), actual)) return undefined
  return `The encoding in the declaration '${name}' does not match the encoding of the document '${actual}'.`
}

const isEncoding = (declared: string, actual: Encoding): boolean =>
  declared === actual.toLowerCase() || (declared === 'utf-16' && actual !== 'utf-8')

/** Where the second attribute's equals sign is, outside quotes and before a question mark. */
const secondEquals = (head: string): number => {
  let quote = ''
  let seen = 0
  for (let index = 2; index < head.length; index++) {
    const character = head.charAt(index)
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '?') return -1
    else if (character === '=' && ++seen === 2) return index
  }
  return -1
}
