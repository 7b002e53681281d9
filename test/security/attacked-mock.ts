import { afterEach } from 'vitest'
import { createMockServer, type MockOptions, type MockServer } from '../../src/index.ts'
import { exchange, rawRequest, type RawAnswer } from '../http/raw-client.ts'

/** An answer taken apart. */
export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
  /** The whole of it, as it came. */
  readonly text: string
}

/** A whole mock, what it logs, and ways to send it what no decent client sends. */
export interface AttackedMock {
  readonly server: MockServer
  /** `warn line`, `error line`, … since the last look. */
  readonly log: () => readonly string[]
  /** A request as it stands here, on a connection of its own. */
  readonly ask: (
    method: string,
    target: string,
    headers?: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<Answer>
  readonly admin: (method: string, path: string, body?: unknown) => Promise<Answer>
  /** Bytes, as they are; reads until the mock ends the connection, or until `until`. */
  readonly raw: (
    bytes: Parameters<typeof exchange>[1],
    until?: (text: string) => boolean,
  ) => Promise<RawAnswer>
}

const open: MockServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

/** Starts a mock of all five APIs that is gone after the test. */
export const startMock = async (options: MockOptions = {}): Promise<AttackedMock> => {
  const lines: string[] = []
  const server = await createMockServer({
    clock: '2026-01-29T07:00:34Z',
    seed: 'security',
    log: (level, line) => lines.push(`${level} ${line}`),
    ...options,
  })
  open.push(server)
  const raw: AttackedMock['raw'] = (bytes, until) => exchange(server.port, bytes, until)
  const ask: AttackedMock['ask'] = async (method, target, headers = {}, body = '') => {
    const closing = { ...headers, Connection: 'close' }
    return taken((await raw(rawRequest(method, target, closing, body))).text)
  }
  return {
    server,
    log: () => lines.splice(0),
    raw,
    ask,
    admin: (method, path, body) =>
      ask(
        method,
        `/__admin/${path}`,
        { 'Content-Type': 'application/json', 'X-Mock-Judgement': 'true' },
        body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
      ),
  }
}

/** Text off a socket is latin1; bodies are UTF-8. */
const taken = (text: string): Answer => {
  const end = text.indexOf('\r\n\r\n')
  const body = Buffer.from(text.slice(end + 4), 'latin1').toString('utf8')
  return { status: Number(text.slice(9, 12)), head: text.slice(0, end), body, text }
}
