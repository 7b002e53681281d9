import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a run of random connections came to. */
export interface RunResult {
  readonly connections: number
  /** Whole answers that came, and requests that got none because the connection ended before. */
  readonly answers: number
  readonly unanswered: number
  /** What must not be: answers of another request, out of order, or not whole. */
  readonly wrong: readonly string[]
}

/** Numbers that are the same for the same seed. */
const numbersOf = (seed: string): ((below: number) => number) => {
  let pool = Buffer.alloc(0)
  let at = 0
  let round = 0
  return (below) => {
    if (at + 4 > pool.length) {
      pool = createHash('sha512').update(`${seed} ${round++}`).digest()
      at = 0
    }
    const number = pool.readUInt32LE(at)
    at += 4
    return number % below
  }
}

/** One request: its bytes, and whether an answer has to name it. */
interface Sent {
  readonly bytes: string
  readonly name: string
  /** What node's parser refuses: 400 where no stack takes it, or where it does not come in one packet. */
  readonly refusable: boolean
  /** It ends the connection, with an answer or without. */
  readonly last: boolean
}

const ECHO = '/echo'
const DRIBBLED = '/dribbled'

/** Stubs whose answers begin with the name of their request. */
export const namingStubs = [ECHO, DRIBBLED].map((urlPath) => ({
  request: { urlPath },
  response: {
    body: `{{request.query.n}};${'x'.repeat(200)}`,
    transformers: ['response-template'],
    ...(urlPath === ECHO ? {} : { chunkedDribbleDelay: { numberOfChunks: 4, totalDuration: 12 } }),
  },
}))

const faults = [
  'EMPTY_RESPONSE',
  'CONNECTION_RESET_BY_PEER',
  'RANDOM_DATA_THEN_CLOSE',
  'TRUNCATED_BODY',
] as const
const GARBAGE = "lskdu018973t09sylgasjkfg1][]'./.sdlv"

const requestOf = (name: string, draw: (below: number) => number): Sent => {
  const head = (method: string, more = '', path = ECHO) =>
    `${method} ${path}?n=${name} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`
  const delay = `Prefer: delay=${draw(20)}\r\n`
  const refused = (bytes: string): Sent => ({ bytes, name, refusable: true, last: true })
  const plain = (bytes: string, last = false): Sent => ({ bytes, name, refusable: false, last })
  switch (draw(15)) {
    case 0:
      return refused(head('FOO', draw(2) === 0 ? delay : ''))
    case 1:
      return refused(head('GET').replace(' HTTP', '&x=\xe9 HTTP'))
    case 2:
      return refused(head('GET', 'Ho st: a\r\n'))
    case 3:
      return refused(`${head('POST', 'Transfer-Encoding: chunked\r\n')}zz\r\n`)
    case 4:
      return plain(head('GET', delay))
    case 5:
      return plain(`${head('POST', `${delay}Content-Length: 2\r\n`)}{}`)
    case 6:
      return plain(head('GET', '', DRIBBLED))
    case 7:
      return plain(head('GET', `Prefer: fault=${faults[draw(faults.length)] ?? ''}\r\n`), true)
    case 8:
      return plain(`${head('POST', 'Transfer-Encoding: chunked\r\n')}2\r\n{}\r\n0\r\n\r\n`)
    case 9:
      return plain(head('GET', 'Connection: close\r\n'), true)
    case 10:
      return plain(head('CONNECT', draw(2) === 0 ? delay : ''), true)
    default:
      return plain(head('GET'))
  }
}

/** How a connection ends, from the client's side. */
const ends = ['wait', 'wait', 'wait', 'half-close', 'destroy', 'reset'] as const

/**
 * Opens connections that send requests of all kinds in fragments of any length, pipelined, and end in any
 * way; checks that what comes back is a row of whole answers, each to the request whose turn it is.
 */
export const runConnections = async (
  port: number,
  count: number,
  { seed = 'connections', at = 50, pauseMs = 3 } = {},
): Promise<RunResult> => {
  const wrong: string[] = []
  let [answers, unanswered, begun] = [0, 0, 0]
  const one = async (index: number): Promise<void> => {
    const draw = numbersOf(`${seed} ${index}`)
    const sent = Array.from({ length: 1 + draw(5) }, (_, n) => requestOf(`${index}.${n}`, draw))
    const end = ends[draw(ends.length)] ?? 'wait'
    const text = await talk(port, sent, end, draw, pauseMs)
    // Whoever goes on reading is owed every answer.
    const read = readAnswers(text, sent, end === 'wait' || end === 'half-close')
    answers += read.answers
    unanswered += sent.length - read.answers
    if (read.wrong !== undefined && wrong.length < 20)
      wrong.push(`connection ${index} (${end}): ${read.wrong}`)
  }
  const worker = async (): Promise<void> => {
    while (begun < count) await one(begun++)
  }
  await Promise.all(Array.from({ length: at }, worker))
  return { connections: count, answers, unanswered, wrong }
}

const talk = (
  port: number,
  sent: readonly Sent[],
  end: (typeof ends)[number],
  draw: (below: number) => number,
  pauseMs: number,
): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.setNoDelay(true)
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('end', () => socket.end())
    socket.once('close', () => {
      resolve(text)
    })
    const bytes = Buffer.from(sent.map((one) => one.bytes).join(''), 'latin1')
    const write = async (): Promise<void> => {
      for (let from = 0; from < bytes.length && !socket.destroyed;) {
        const length = draw(3) === 0 ? 1 + draw(40) : bytes.length
        socket.write(bytes.subarray(from, from + length))
        from += length
        if (draw(2) === 0) await new Promise(setImmediate)
      }
      if (end === 'half-close') socket.end()
      else if (end !== 'wait') {
        await sleep(draw(pauseMs + 1))
        if (end === 'destroy') socket.destroy()
        else socket.resetAndDestroy()
      } else if (!sent.some(({ last }) => last)) await idle(socket, () => text.length)
      // A server that forgets a connection is found by its silence.
      setTimeout(() => {
        if (!socket.destroyed) text += 'SILENCE'
        socket.destroy()
      }, 20_000).unref()
    }
    void write()
  })

/** Ends a connection on which nothing comes any more. */
const idle = async (socket: Socket, length: () => number): Promise<void> => {
  for (let before = -1; before !== length() || before === 0;) {
    before = length()
    await sleep(100)
    if (socket.destroyed) return
  }
  socket.end()
}

interface Read {
  readonly answers: number
  readonly wrong?: string
}

/** Takes text apart into answers; the rest must be the beginning of one. */
const readAnswers = (text: string, sent: readonly Sent[], isOwed: boolean): Read => {
  let rest = text
  let answers = 0
  let isOver = false
  for (const { name, bytes, refusable, last } of sent) {
    const fault = /fault=([A-Z_]+)/.exec(bytes)?.[1]
    if (rest === '' || fault !== undefined) {
      // A fault ends the connection; what it sends is its own.
      const strange = fault === 'RANDOM_DATA_THEN_CLOSE' && !GARBAGE.startsWith(rest)
      const isLost = isOwed && !isOver && fault === undefined
      return strange || isLost ? { answers, wrong: `${name} got ${shown(rest)}` } : { answers }
    }
    const [, status, length] =
      /^HTTP\/1\.1 (\d{3}) [^]*?\r\nContent-Length: (\d+)\r\n/.exec(rest) ?? []
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0 && !isOwed && /^(HTTP\/1\.1 |H)/.test(rest)) return { answers }
    if (status !== (refusable && status === '400' ? '400' : '200'))
      return { answers, wrong: `${name} got ${shown(rest)}` }
    isOver ||= last
    const body = rest.slice(end + 4, end + 4 + Number(length))
    const whole = body.length === Number(length)
    const expected = status === '400' ? '<!DOCTYPE' : `${name};`
    if (!body.startsWith(expected) && (whole || !expected.startsWith(body)))
      return { answers, wrong: `${name} got ${shown(body)}` }
    if (!whole) return isOwed ? { answers, wrong: `${name} got half` } : { answers }
    answers++
    rest = rest.slice(end + 4 + Number(length))
  }
  return rest === '' ? { answers } : { answers, wrong: `too much: ${shown(rest)}` }
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 120))
