const HIGHEST_ASCII = 0x7f
const LOOKED_AT = 1024
/** Share of a text's double bytes that is in GB 2312, where nearly all of simplified Chinese is. */
const MOSTLY = 0.9

/**
 * In which encoding a text that is not UTF-8 seems to be, in words; undefined where it is UTF-8. A byte
 * order mark of UTF-8 is part of UTF-8.
 */
export const seemingEncoding = (bytes: Uint8Array): string | undefined => {
  const [first = -1, second = -1, third = -1, fourth = -1] = bytes
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'UTF-32' : 'UTF-16'
  if (first === 0xfe && second === 0xff) return 'UTF-16'
  const zeros = [...bytes.subarray(0, LOOKED_AT).entries()].filter(([, byte]) => byte === 0)
  if (zeros.length > 0) {
    // Without a mark: of Latin letters every second byte is zero.
    const even = zeros.filter(([at]) => at % 2 === 0).length
    return even === 0 || even === zeros.length ? 'UTF-16' : 'no text at all'
  }
  if (isReadable('utf-8', bytes)) return undefined
  const pairs = doubleBytes(bytes)
  if (pairs === undefined) return 'Windows-1252 (Latin-1)'
  const simplified = pairs.filter((trail) => trail >= 0xa1).length / pairs.length
  if (simplified >= MOSTLY && isReadable('gb18030', bytes)) return 'GBK'
  if (isReadable('big5', bytes)) return 'Big5'
  return isReadable('gb18030', bytes) ? 'GBK' : 'Windows-1252 (Latin-1)'
}

const isReadable = (encoding: string, bytes: Uint8Array): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The second bytes of characters of two; undefined where each stands alone between Latin letters. */
const doubleBytes = (bytes: Uint8Array): readonly number[] | undefined => {
  const trails: number[] = []
  let inRun = false
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) <= HIGHEST_ASCII) continue
    const trail = bytes[++at] ?? 0
    trails.push(trail)
    inRun ||= trail > HIGHEST_ASCII
  }
  return inRun ? trails : undefined
}
