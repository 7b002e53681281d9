/** Takes a chunked body apart as it comes. */
export interface ChunkReader {
  /** Reads on from where it stopped: all bytes of the body so far. */
  read(bytes: Buffer): 'more' | 'malformed' | 'too-large' | ChunkedBody
}

export interface ChunkedBody {
  readonly body: Buffer
  /** Bytes of it on the wire. */
  readonly length: number
}

/** Of a chunk's size with its extension, and of a trailer. */
const LONGEST_LINE = 4096

/** Lines may end in LF alone, as nginx takes them; extensions and trailers are passed over. */
export const createChunkReader = (most: number): ChunkReader => {
  const parts: Buffer[] = []
  let size = 0
  let at = 0
  let isLast = false

  const readLine = (bytes: Buffer): string | undefined => {
    const end = bytes.indexOf(0x0a, at)
    if (end < 0) return bytes.length - at > LONGEST_LINE ? undefined : MORE
    const line = bytes.toString('latin1', at, end).replace(/\r$/, '')
    at = end + 1
    return line
  }
  const step = (bytes: Buffer): ReturnType<ChunkReader['read']> | undefined => {
    const before = at
    const line = readLine(bytes)
    if (line === undefined) return 'malformed'
    if (line === MORE) return isLast || isBegun(bytes, at) ? 'more' : 'malformed'
    if (isLast) return line === '' ? { body: Buffer.concat(parts), length: at } : undefined
    const digits = /^([0-9a-fA-F]+)[ \t]*(?:;.*)?$/.exec(line)?.[1]
    const length = digits === undefined ? Number.NaN : Number.parseInt(digits, 16)
    if (!Number.isSafeInteger(length)) return 'malformed'
    if (size + length > most) return 'too-large'
    isLast = length === 0
    if (isLast) return undefined
    const end = at + length
    if (bytes.length < end + 2 && bytes[end] !== 0x0a) {
      at = before
      return 'more'
    }
    const close = bytes[end] === 0x0a ? 1 : bytes[end] === 0x0d && bytes[end + 1] === 0x0a ? 2 : 0
    if (close === 0) return 'malformed'
    parts.push(Buffer.from(bytes.subarray(at, end)))
    size += length
    at = end + close
    return undefined
  }
  return {
    read: (bytes) => {
      for (;;) {
        const result = step(bytes)
        if (result !== undefined) return result
      }
    },
  }
}

const MORE = '\0more'

/** Whether what is there of a size may become one. */
const isBegun = (bytes: Buffer, at: number): boolean =>
  /^[0-9a-fA-F]*(?:[ \t;].*)?\r?$/s.test(bytes.toString('latin1', at, at + LONGEST_LINE))
