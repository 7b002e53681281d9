/** One part of a `multipart/…` body. */
export interface Part {
  readonly fileName: string | undefined
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly body: Buffer
}

const BOUNDARY = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i
const MOST_PARTS = 1_000
const parsed = new WeakMap<Buffer, readonly Part[]>()

/** Undefined where the content type is not `multipart/…`; read once for each body. */
export const partsOf = (body: Buffer, contentType: string): readonly Part[] | undefined => {
  if (!/^multipart\//i.test(contentType)) return undefined
  let parts = parsed.get(body)
  if (parts === undefined) {
    const [, quoted, bare] = BOUNDARY.exec(contentType) ?? []
    parts = readParts(body, quoted ?? bare ?? '')
    parsed.set(body, parts)
  }
  return parts
}

const readParts = (body: Buffer, boundary: string): readonly Part[] => {
  const parts: Part[] = []
  if (boundary === '') return parts
  const delimiter = `\r\n--${boundary}`
  // The first one may stand at the very start.
  let at = body.indexOf(delimiter.slice(2))
  if (at > 0) at = body.indexOf(delimiter)
  else if (at === 0) at = -2
  while (at !== -1 && parts.length < MOST_PARTS) {
    const start = at + delimiter.length
    if (body.toString('latin1', start, start + 2) === '--') break
    const next = body.indexOf(delimiter, start)
    const head = body.indexOf('\r\n', start)
    if (next < 0 || head < 0) break
    parts.push(readPart(body.subarray(head, next)))
    at = next
  }
  return parts
}

/** From the line break before the headers on. */
const readPart = (bytes: Buffer): Part => {
  const end = bytes.indexOf('\r\n\r\n')
  const headers = new Map<string, string[]>()
  for (const line of bytes.toString('utf8', 2, Math.max(end, 2)).split(/\r\n(?![ \t])/)) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  const [disposition = ''] = headers.get('content-disposition') ?? []
  return {
    fileName: /;\s*filename="?([^";]*)"?/i.exec(disposition)?.[1],
    headers,
    body: bytes.subarray(end < 0 ? bytes.length : end + 4),
  }
}
