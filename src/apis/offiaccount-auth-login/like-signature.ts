/** Characters of 256 bytes in base64url. */
export const SIGNATURE = 342

const words = new Uint32Array(64)
const bytes = Buffer.from(words.buffer)

/**
 * 256 bytes that look like an RSA-2048 signature and that only the payload decides, so that a token
 * is recognised later without having been kept (docs/spec/spring.md#response). They prove nothing,
 * so the small generator sfc32 is seeded by a small hash, which is faster than SHAKE-256 and much faster
 * than RSA (docs/performance.md#what-each-part-gains). The payload is given as words of four bytes, the last one filled
 * up with zeros.
 */
export const likeSignature = (payload: Int32Array, length: number): string => {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let at = 0; at < length; at++) {
    a = Math.imul(a ^ (payload[at] ?? 0), 0x01000193)
    a ^= a >>> 15
    b = Math.imul(b + a, 0x85ebca6b)
  }
  let c = mixed(a ^ b)
  a = mixed(a)
  b = mixed(b)
  for (let i = 0; i < words.length; i++) {
    const sum = (((a + b) | 0) + i) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    words[i] = sum
  }
  return bytes.toString('base64url')
}

/** Spreads each bit over all 32, as MurmurHash3 ends. */
const mixed = (bits: number): number => {
  let all = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  all = Math.imul(all ^ (all >>> 13), 0xc2b2ae35)
  return all ^ (all >>> 16)
}
