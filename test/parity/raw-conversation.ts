import { connect } from 'node:net'
import { parseAnswers, type RawAnswer } from './raw-answer.ts'

/** Everything that came back on one connection. */
export interface Conversation {
  readonly answers: readonly RawAnswer[]
  /** Bytes that are no complete answer. */
  readonly rest: Buffer
  /** Whether the server closed the connection soon after its last answer. */
  readonly connection: 'open' | 'closed'
}

export interface Expectation {
  /** The method of the first request, where a reader must know it. */
  readonly method?: string | undefined
  /** Final answers to wait for. */
  readonly answers: number
  /** The answer has no head (HTTP/0.9). */
  readonly headless: boolean
}

/** How long the server has for an answer, and afterwards to close the connection. */
const TIMEOUT_MS = 10_000
const LINGER_MS = 250

/** Sends bytes on a connection of its own and takes what comes back, to the last byte. */
export const converse = (
  port: number,
  bytes: Buffer,
  expected: Expectation,
  answered?: () => void,
): Promise<Conversation> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    let lingering: NodeJS.Timeout | undefined
    const done = (connection: 'open' | 'closed') => {
      clearTimeout(timeout)
      clearTimeout(lingering)
      socket.destroy()
      const received = Buffer.concat(chunks)
      const read = parseAnswers(received, expected, connection === 'closed')
      if (lingering === undefined) answered?.()
      resolve({ ...read, connection })
    }
    const timeout = setTimeout(done, TIMEOUT_MS, 'open')
    socket.on('error', () => {
      done('closed')
    })
    socket.on('end', () => {
      done('closed')
    })
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (lingering !== undefined || expected.headless) return
      const { answers } = parseAnswers(Buffer.concat(chunks), expected, false)
      if (answers.filter(isFinal).length < expected.answers) return
      answered?.()
      lingering = setTimeout(done, LINGER_MS, 'open')
    })
    socket.write(bytes)
  })

const isFinal = ({ status }: RawAnswer): boolean => status >= 200
