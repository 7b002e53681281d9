import { connect } from 'node:net'
import { parseAnswers, type RawAnswer } from './raw-answer.ts'

/** Everything that the server sent on one connection. */
export interface Conversation {
  readonly answers: readonly RawAnswer[]
  /** The bytes of an incomplete answer. */
  readonly rest: Buffer
  /** Whether the server closed the connection soon after its last answer. */
  readonly connection: 'open' | 'closed'
}

export interface Expectation {
  /** The method of the first request, if it affects how the answer is read. */
  readonly method?: string | undefined
  /** The number of final answers to wait for. */
  readonly answers: number
  /** Whether the answer has no head (HTTP/0.9). */
  readonly headless: boolean
}

/** The time in ms that the server has for its answers, and then for closing the connection. */
const TIMEOUT_MS = 10_000
const LINGER_MS = 250

/** Sends bytes on a new connection and resolves to everything that the server sends back. */
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
