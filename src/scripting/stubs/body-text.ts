import type { Call } from '../../core/pipeline.ts'

const texts = new WeakMap<Buffer, string>()

/** A request's body in the charset it names, UTF-8 by default; undefined for an empty one. Read once. */
export const bodyText = ({ request: { body, headers } }: Call): string | undefined => {
  if (body.length === 0) return undefined
  let text = texts.get(body)
  if (text === undefined) {
    text = decodeText(body, headers['content-type'])
    texts.set(body, text)
  }
  return text
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i

/** Bytes as a text, in the charset of a `Content-Type`. */
export const decodeText = (bytes: Buffer, contentType = ''): string => {
  const charset = CHARSET.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8'
  if (charset === 'utf-8' || charset === 'utf8') return bytes.toString('utf8')
  if (charset === 'iso-8859-1' || charset === 'latin1') return bytes.toString('latin1')
  if (charset === 'us-ascii') return bytes.toString('latin1').replace(/[\x80-\xff]/g, '\ufffd')
  // Java's UTF-16 goes by the byte order mark, and is big-endian without one.
  const label = charset === 'utf-16' && bytes[0] !== 0xff ? 'utf-16be' : charset
  try {
    return new TextDecoder(label, { ignoreBOM: charset !== 'utf-16' }).decode(bytes)
  } catch {
    return bytes.toString('utf8')
  }
}
