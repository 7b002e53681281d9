import { open } from 'node:fs/promises'

const CHUNK = 1_048_576
/** Most files are short. */
const FIRST = 65_536
const NEWLINE = 0x0a

/**
 * The bytes of a file in chunks of up to 1 MiB, or of what `wanted` asks for.
 */
export async function* fileChunks(
  path: string,
  signal?: AbortSignal,
  wanted: () => number = () => 0,
): AsyncGenerator<Buffer, void> {
  const file = await open(path, 'r')
  try {
    for (let at = 0; ;) {
      signal?.throwIfAborted()
      const size = Math.max(at === 0 ? FIRST : CHUNK, wanted())
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(size), 0, size, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** A line without its end. The last one of a file may have none. */
export interface Line {
  readonly bytes: Buffer
  readonly ended: boolean
}

/** The lines of a file, some at a time. */
export async function* fileLines(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<readonly Line[], void> {
  let parts: Buffer[] = []
  for await (const chunk of fileChunks(path, signal)) {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end))
      lines.push({
        bytes: parts.length === 1 ? joined(parts[0]) : Buffer.concat(parts),
        ended: true,
      })
      parts = []
      start = end + 1
    }
    if (start < chunk.length) parts.push(chunk.subarray(start))
    yield lines
  }
  if (parts.length > 0) yield [{ bytes: Buffer.concat(parts), ended: false }]
}

const joined = (part: Buffer | undefined): Buffer => part ?? Buffer.alloc(0)
