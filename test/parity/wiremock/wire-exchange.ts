import { connect } from 'node:net'
import type { RecordedRequest } from './recorded-case.ts'

/**
 * An answer. `socket` tells how the connection ended if the answer is incomplete: `empty`, `reset`,
 * `not-http`, `malformed-body`.
 */
export interface WireAnswer {
  readonly socket?: string
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

type Ending = 'more' | 'end' | 'reset' | 'refused' | 'timeout'

const TIMEOUT_MS = 15_000
const nothing = Buffer.alloc(0)

/** Sends one request on a new connection. Never rejects. */
export const wireExchange = (base: string, request: RecordedRequest): Promise<WireAnswer> =>
  new Promise((resolve) => {
    const { hostname, port, host } = new URL(base)
    const socket = connect({ host: hostname, port: Number(port) })
    const chunks: Buffer[] = []
    const settle = (how: Ending) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(readAnswer(Buffer.concat(chunks), how, request.method))
    }
    const timer = setTimeout(settle, TIMEOUT_MS, 'timeout')
    socket.on('connect', () => socket.write(bytesOf(request, host)))
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (readAnswer(Buffer.concat(chunks), 'more', request.method).socket === undefined)
        settle('end')
    })
    socket.on('end', () => {
      settle('end')
    })
    socket.on('close', () => {
      settle('end')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      settle(error.code === 'ECONNREFUSED' ? 'refused' : 'reset')
    })
  })

const bytesOf = (
  { method = 'GET', url, headers = {}, body, bodyBase64 }: RecordedRequest,
  host: string,
): Buffer => {
  const payload =
    bodyBase64 !== undefined
      ? Buffer.from(bodyBase64, 'base64')
      : body === undefined
        ? undefined
        : Buffer.from(body)
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}`),
  )
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const sized =
    payload === undefined || given.has('content-length') || given.has('transfer-encoding')
  const head = [
    `${method} ${url} HTTP/1.1`,
    ...(given.has('host') ? [] : [`Host: ${host}`]),
    ...lines,
    ...(sized ? [] : [`Content-Length: ${payload.length}`]),
    ...(given.has('connection') ? [] : ['Connection: close']),
    '\r\n',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head), payload ?? nothing])
}

const withoutAnswer = (socket: string, status = 0): WireAnswer => ({
  socket,
  status,
  reason: '',
  headers: [],
  body: nothing,
})

const readAnswer = (bytes: Buffer, how: Ending, method: string | undefined): WireAnswer => {
  if (bytes.length === 0) return withoutAnswer(how === 'end' ? 'empty' : how)
  const at = bytes.indexOf('\r\n\r\n')
  if (at < 0 || !bytes.toString('latin1', 0, 5).startsWith('HTTP/'))
    return withoutAnswer(how === 'more' ? 'more' : 'not-http')
  const [first = '', ...rest] = bytes.toString('utf8', 0, at).split('\r\n')
  const [, status = '', reason = ''] = /^HTTP\/\d\.\d (\d{3}) ?(.*)$/.exec(first) ?? []
  const headers = rest.map((line): [string, string] => [
    line.slice(0, line.indexOf(':')),
    line.slice(line.indexOf(':') + 1).trim(),
  ])
  const answer = { status: Number(status), reason, headers }
  const bodiless = method === 'HEAD' || ['204', '304'].includes(status) || answer.status < 200
  if (bodiless) return { ...answer, body: nothing }
  const body = bodyOf(bytes.subarray(at + 4), headers, how)
  if (body !== undefined) return { ...answer, body }
  const unfinished = how === 'more' || how === 'timeout' ? how : 'malformed-body'
  return { ...answer, body: nothing, socket: unfinished }
}

const bodyOf = (tail: Buffer, headers: WireAnswer['headers'], how: Ending): Buffer | undefined => {
  const of = (name: string) => headers.find(([one]) => one.toLowerCase() === name)?.[1]
  if (/chunked/i.test(of('transfer-encoding') ?? '')) return unchunk(tail)
  const length = Number(of('content-length') ?? NaN)
  if (Number.isNaN(length)) return how === 'more' ? undefined : tail
  return tail.length < length ? undefined : tail.subarray(0, length)
}

const unchunk = (bytes: Buffer): Buffer | undefined => {
  const parts: Buffer[] = []
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return undefined
    const [size = ''] = bytes.toString('latin1', at, end).split(';')
    if (!/^[0-9a-f]+$/i.test(size.trim())) return undefined
    const length = parseInt(size, 16)
    if (length === 0) return Buffer.concat(parts)
    if (bytes.length < end + 2 + length) return undefined
    parts.push(bytes.subarray(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
}
