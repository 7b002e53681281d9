import { isUtf8 } from 'node:buffer'
import { clip } from './clip.ts'
import type { Note } from './note.ts'
import type { WireRequest } from './wire.ts'

const LONGEST = 65_536

/**
 * Returns a note when a body cannot be read as it stands: it is compressed, is not UTF-8, or its headers
 * declare an encoding that it does not have. This one note replaces what the reader reports about the body's
 * first bytes.
 */
export const encodingNote = ({ headers, body }: WireRequest): Note | undefined => {
  if (body.length === 0) return undefined
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  const declared = charsetIn(headers['content-type'])?.toLowerCase()
  const compression = compressionOf(body)
  if (compression !== undefined) return compressed(compression, coding)
  const wide = wideOf(body)
  if (wide !== undefined)
    return encoded(
      `The body is ${wide.name.toUpperCase()} (${wide.order})${declaredAs(declared)}`,
      `the server read it as ${declared === 'utf-16' ? 'the other byte order' : 'UTF-8'}`,
      wide.name,
    )
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf)
    return encoded(
      'The body begins with a byte order mark (EF BB BF)',
      'to the server it is part of what it reads first',
      'UTF-8 with a byte order mark',
      'send UTF-8 without it',
    )
  if (isUtf8(body)) return lie(coding, declared)
  if (/^(?:br|deflate|compress|gzip|x-gzip|zstd)$/.test(coding)) return compressed(coding, coding)
  const isChinese = isGbk(body)
  return encoded(
    `The body is ${isChinese ? 'not UTF-8 but looks like GBK' : 'no text in UTF-8'}${declaredAs(declared)}`,
    'the server reads UTF-8 only',
    isChinese ? 'GBK' : 'binary',
  )
}

/**
 * Returns the note on a body whose declared charset the framework ignores. Returns no note where the body
 * declares UTF-8 or US-ASCII or no charset. `why` completes the sentence `charset=… is ignored: …; send
 * UTF-8.`
 */
export const ignoredCharset = ({ headers }: WireRequest, why: string): readonly Note[] => {
  const declared = charsetIn(headers['content-type'])
  if (declared === undefined || /^(?:utf-?8|us-ascii)$/i.test(declared)) return []
  const actual = clip(declared)
  return [
    {
      kind: 'charset-ignored',
      message: `charset=${actual} is ignored: ${why}; send UTF-8.`,
      path: 'Content-Type',
      expected: 'utf-8',
      actual,
    },
  ]
}

/** `coding` is the value of Content-Encoding, or empty without that header. */
const compressed = (name: string, coding: string): Note => ({
  kind: 'content-encoding-ignored',
  message:
    coding === ''
      ? `The body is compressed (${name}) and no Content-Encoding says so: the server read the compressed bytes as text; send the body plain.`
      : `The body is compressed (Content-Encoding: ${clip(coding)}), and the server undoes no compression of requests: it read the compressed bytes as text; send the body plain.`,
  path: 'Content-Encoding',
  actual: coding === '' ? name : clip(coding),
})

const encoded = (what: string, outcome: string, actual: string, fix = 'send UTF-8'): Note => ({
  kind: 'body-encoding',
  message: `${what}: ${outcome}; ${fix}.`,
  path: 'Content-Type',
  expected: 'utf-8',
  actual,
})

const declaredAs = (declared: string | undefined): string =>
  declared === undefined ? ', and no charset says so' : `, whatever charset=${clip(declared)} says`

/** Returns a note where the headers declare a compression or a charset that the body does not have. */
const lie = (coding: string, declared: string | undefined): Note | undefined => {
  if (coding !== '' && coding !== 'identity')
    return {
      kind: 'content-encoding-ignored',
      message: `Content-Encoding says ${clip(coding)}, and the body is not compressed: the server does not look at it, and a proxy may fail on it; leave the header out.`,
      path: 'Content-Encoding',
      actual: clip(coding),
    }
  return declared !== undefined && /^utf-?(?:16|32)/.test(declared)
    ? encoded(
        `The body is UTF-8, and charset=${clip(declared)} says otherwise`,
        'the server believed the charset or took no notice of it',
        'utf-8',
        'send charset=utf-8',
      )
    : undefined
}

/** Recognises the compression by the first bytes. */
const compressionOf = (body: Buffer): string | undefined => {
  const [a = -1, b = -1, c = -1, d = -1] = body
  if (a === 0x1f && b === 0x8b) return 'gzip'
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd'
  const isDeflate = a === 0x78 && (a * 256 + b) % 31 === 0
  return isDeflate && !isUtf8(body.subarray(0, LONGEST)) ? 'deflate' : undefined
}

interface Wide {
  readonly name: 'utf-16' | 'utf-32'
  readonly order: 'little-endian' | 'big-endian'
}

/** Recognises a byte order mark, or the zero bytes that UTF-16 and UTF-32 have beside ASCII characters. */
const wideOf = (body: Buffer): Wide | undefined => {
  const [a, b, c, d] = body
  if (a === 0xff && b === 0xfe)
    return { name: c === 0 && d === 0 ? 'utf-32' : 'utf-16', order: 'little-endian' }
  if (a === 0xfe && b === 0xff) return { name: 'utf-16', order: 'big-endian' }
  if (body.length < 4 || body.length % 2 !== 0) return undefined
  return byZeros[[a, b, c, d].map((byte) => (byte === 0 ? '0' : 'x')).join('')]
}

const byZeros: Readonly<Record<string, Wide>> = {
  x0x0: { name: 'utf-16', order: 'little-endian' },
  '0x0x': { name: 'utf-16', order: 'big-endian' },
  x000: { name: 'utf-32', order: 'little-endian' },
  '000x': { name: 'utf-32', order: 'big-endian' },
}

const isGbk = (body: Buffer): boolean => {
  try {
    const text = new TextDecoder('gb18030', { fatal: true }).decode(body.subarray(0, LONGEST))
    return /[\u4e00-\u9fff]/.test(text) && !/[\0-\x08\x0e-\x1f]/.test(text)
  } catch {
    return false
  }
}

const charsetIn = (contentType: string | undefined): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]
