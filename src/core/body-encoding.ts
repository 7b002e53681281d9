import { isUtf8 } from 'node:buffer'
import { clip } from './clip.ts'
import type { Note } from './note.ts'
import type { WireRequest } from './wire.ts'

/** What a body is in place of plain UTF-8 text, as its bytes tell. */
type Encoding =
  | { readonly kind: 'compressed'; readonly name: string }
  | { readonly kind: 'utf-16' | 'utf-32'; readonly order: string }
  | { readonly kind: 'bom' | 'gbk' | 'binary' }

const LONGEST = 65_536

/** Why a body cannot be read as it stands: one note in the place of what the reader says of its first bytes. */
export const encodingNote = (request: WireRequest, server: string): Note | undefined => {
  const { headers, body } = request
  if (body.length === 0) return undefined
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  const declared = charsetIn(headers['content-type'])?.toLowerCase()
  const found = encodingOf(body, coding)
  if (found === undefined) return lie(coding, declared, server)
  switch (found.kind) {
    case 'compressed':
      return {
        kind: 'content-encoding-ignored',
        message:
          coding === ''
            ? `The body is compressed (${found.name}) and no Content-Encoding says so: ${server} read the compressed bytes as text; send the body plain.`
            : `The body is compressed (Content-Encoding: ${clip(coding)}), and ${server} undoes no compression of requests: it read the compressed bytes as text; send the body plain.`,
        path: 'Content-Encoding',
        actual: coding === '' ? found.name : clip(coding),
      }
    case 'utf-16':
    case 'utf-32':
      return encoded(
        `The body is ${found.kind.toUpperCase()} (${found.order})${declaredAs(declared)}`,
        `${server} read it as ${declared === 'utf-16' ? 'the other byte order' : 'UTF-8'}`,
        found.kind,
      )
    case 'bom':
      return encoded(
        'The body begins with a byte order mark (EF BB BF)',
        `to ${server} it is part of what it reads first`,
        'UTF-8 with a byte order mark',
        'send UTF-8 without it',
      )
    case 'gbk':
      return encoded(
        `The body is not UTF-8 but looks like GBK${declaredAs(declared)}`,
        `${server} reads UTF-8 only`,
        'GBK',
      )
    case 'binary':
      return encoded(
        `The body is no text in UTF-8${declaredAs(declared)}`,
        `${server} reads UTF-8 only`,
        'binary',
      )
  }
}

/**
 * The note on a body that declares a charset which the framework does not look at, none where it declares
 * UTF-8 or nothing. `why` ends the sentence `charset=… is ignored: …; send UTF-8.`
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

const encoded = (what: string, outcome: string, actual: string, fix = 'send UTF-8'): Note => ({
  kind: 'body-encoding',
  message: `${what}: ${outcome}; ${fix}.`,
  path: 'Content-Type',
  expected: 'utf-8',
  actual,
})

const declaredAs = (declared: string | undefined): string =>
  declared === undefined ? ', and no charset says so' : `, whatever charset=${clip(declared)} says`

/** A declaration of what the body is not. */
const lie = (coding: string, declared: string | undefined, server: string): Note | undefined => {
  if (coding !== '' && coding !== 'identity')
    return {
      kind: 'content-encoding-ignored',
      message: `Content-Encoding says ${clip(coding)}, and the body is not compressed: ${server} does not look at it, and a proxy may fail on it; leave the header out.`,
      path: 'Content-Encoding',
      actual: clip(coding),
    }
  return declared !== undefined && /^utf-?(?:16|32)/.test(declared)
    ? encoded(
        `The body is UTF-8, and charset=${clip(declared)} says otherwise`,
        `${server} believed the charset or took no notice of it`,
        'utf-8',
        'send charset=utf-8',
      )
    : undefined
}

const encodingOf = (body: Buffer, coding: string): Encoding | undefined => {
  const [a = -1, b = -1, c = -1, d = -1] = body
  if (a === 0x1f && b === 0x8b) return { kind: 'compressed', name: 'gzip' }
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd)
    return { kind: 'compressed', name: 'zstd' }
  if (a === 0x78 && (a * 256 + b) % 31 === 0 && !isUtf8(body.subarray(0, LONGEST)))
    return { kind: 'compressed', name: 'deflate' }
  const wide = wideOf(body)
  if (wide !== undefined) return wide
  if (a === 0xef && b === 0xbb && c === 0xbf) return { kind: 'bom' }
  if (isUtf8(body)) return undefined
  if (/^(?:br|deflate|compress|gzip|x-gzip|zstd)$/.test(coding))
    return { kind: 'compressed', name: coding }
  return { kind: isGbk(body) ? 'gbk' : 'binary' }
}

/** A byte order mark, or zeros where ASCII has them in such text. */
const wideOf = (body: Buffer): Encoding | undefined => {
  const [a, b, c, d] = body
  if (a === 0xff && b === 0xfe)
    return c === 0 && d === 0
      ? { kind: 'utf-32', order: 'little-endian' }
      : { kind: 'utf-16', order: 'little-endian' }
  if (a === 0xfe && b === 0xff) return { kind: 'utf-16', order: 'big-endian' }
  if (body.length < 4 || body.length % 2 !== 0) return undefined
  const zeros = [a, b, c, d].map((byte) => byte === 0)
  const at = zeros.map((zero) => (zero ? '0' : 'x')).join('')
  if (at === 'x0x0') return { kind: 'utf-16', order: 'little-endian' }
  if (at === '0x0x') return { kind: 'utf-16', order: 'big-endian' }
  if (at === 'x000') return { kind: 'utf-32', order: 'little-endian' }
  return at === '000x' ? { kind: 'utf-32', order: 'big-endian' } : undefined
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
