/** One answer as it was sent. Only the boundaries of chunks are lost. */
export interface RawAnswer {
  /** The status line without its line end. Empty if the answer has no head (HTTP/0.9). */
  readonly statusLine: string
  /** The status, or 0 if the answer has no head. */
  readonly status: number
  /** The headers in their original order and case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly framing: 'chunked' | 'length' | 'close' | 'none'
  readonly body: Buffer
}

interface Reading {
  readonly method?: string | undefined
  readonly headless: boolean
}

/** Splits received bytes into answers. `rest` holds the bytes of an incomplete answer. */
export const parseAnswers = (
  received: Buffer,
  { method, headless }: Reading,
  isOver: boolean,
): { readonly answers: readonly RawAnswer[]; readonly rest: Buffer } => {
  if (headless && !received.toString('latin1', 0, 5).startsWith('HTTP/'))
    return {
      answers: [{ statusLine: '', status: 0, headers: [], framing: 'close', body: received }],
      rest: Buffer.alloc(0),
    }
  const answers: RawAnswer[] = []
  let rest = received
  let isHead = method === 'HEAD'
  for (;;) {
    const read = parseOne(rest, isHead, isOver)
    if (read === undefined) return { answers, rest }
    answers.push(read.answer)
    rest = read.rest
    if (read.answer.status >= 200) isHead = false
  }
}

const parseOne = (
  received: Buffer,
  isHead: boolean,
  isOver: boolean,
): { readonly answer: RawAnswer; readonly rest: Buffer } | undefined => {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [statusLine = '', ...lines] = received.toString('latin1', 0, end).split('\r\n')
  const status = Number(statusLine.split(' ')[1])
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(': ')
    return colon < 0 ? [line, '(no colon)'] : [line.slice(0, colon), line.slice(colon + 2)]
  })
  const head = { statusLine, status, headers }
  const after = received.subarray(end + 4)
  if (isHead || status < 200 || status === 204 || status === 304)
    return { answer: { ...head, framing: 'none', body: Buffer.alloc(0) }, rest: after }
  const body = bodyOf(after, headers, isOver)
  return body === undefined
    ? undefined
    : { answer: { ...head, framing: body.framing, body: body.body }, rest: body.rest }
}

const bodyOf = (after: Buffer, headers: RawAnswer['headers'], isOver: boolean) => {
  const named = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  if (named('transfer-encoding') === 'chunked') return unchunk(after)
  const length = named('content-length')
  if (length !== undefined) {
    const count = Number(length)
    return after.length < count
      ? undefined
      : { framing: 'length' as const, body: after.subarray(0, count), rest: after.subarray(count) }
  }
  return isOver ? { framing: 'close' as const, body: after, rest: Buffer.alloc(0) } : undefined
}

const unchunk = (after: Buffer) => {
  const chunks: Buffer[] = []
  for (let at = 0; ;) {
    const line = after.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(after.toString('latin1', at, line), 16)
    const start = line + 2
    if (Number.isNaN(size) || after.length < start + size + 2) return undefined
    if (size === 0)
      return {
        framing: 'chunked' as const,
        body: Buffer.concat(chunks),
        rest: after.subarray(start + 2),
      }
    chunks.push(after.subarray(start, start + size))
    at = start + size + 2
  }
}
