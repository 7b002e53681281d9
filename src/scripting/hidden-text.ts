import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { maskText } from '../core/mask-text.ts'

/** Decompressed bytes looked at. */
const MOST = 1_048_576

/**
 * Whether a body holds secrets that its text does not show where they can be masked: in UTF-16, compressed,
 * or percent-encoded. True also for compressed bytes that cannot be looked into.
 */
export const hidesSecrets = (body: Buffer, contentEncoding = ''): boolean => {
  const plain = decompressed(body, contentEncoding.toLowerCase())
  if (plain === undefined) return true
  const text = plain.toString('utf8')
  if (plain !== body && secretsIn(text) > 0) return true
  return hasWide(plain) || hidesEncoded(text)
}

/** The same for a text, such as the value of a header. */
export const hidesEncoded = (text: string): boolean => {
  if (!text.includes('%')) return false
  const shown = secretsIn(text)
  let inner = text
  for (let depth = 0; depth < DEEPEST; depth++) {
    const next = percentDecoded(inner)
    if (next === inner) return false
    if (secretsIn(next) > shown) return true
    inner = next
  }
  return false
}

const DEEPEST = 3

const secretsIn = (text: string): number => {
  let count = 0
  maskText(text, () => {
    count++
  })
  return count
}

const hasWide = (body: Buffer): boolean => {
  if (!body.subarray(0, 64).includes(0) && body[0] !== 0xff && body[0] !== 0xfe) return false
  const even = body.subarray(0, body.length & ~1)
  return (
    secretsIn(even.toString('utf16le')) > 0 ||
    secretsIn(Buffer.from(even).swap16().toString('utf16le')) > 0 ||
    secretsIn(body.toString('latin1').replaceAll('\0', '')) > 0
  )
}

/** The bytes themselves where they are not compressed; undefined where nobody can tell what is in them. */
const decompressed = (body: Buffer, coding: string): Buffer | undefined => {
  const [a = 0, b = 0] = body
  const limit = { maxOutputLength: MOST }
  try {
    if (a === 0x1f && b === 0x8b) return gunzipSync(body, limit)
    if (a === 0x78 && (a * 256 + b) % 31 === 0 && body.length > 8 && coding !== '')
      return inflateSync(body, limit)
    if (coding === 'br') return brotliDecompressSync(body, limit)
  } catch {
    return isText(body) ? body : undefined
  }
  const isOther = /^(?:zstd|deflate|compress)$/.test(coding)
  return isOther && !isText(body) ? undefined : body
}

const isText = (body: Buffer): boolean => !/[\0-\x08\x0e-\x1f\ufffd]/.test(body.toString('utf8'))

/** Each escape by itself: one that is broken stays. */
const percentDecoded = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return Buffer.from(run.replaceAll('%', ''), 'hex').toString('latin1')
    }
  })
