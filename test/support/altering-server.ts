import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from '../../src/contract/recording/exchange.ts'
import { ask } from '../../src/http/ask.ts'
import { createMockServer, type MockOptions } from '../../src/index.ts'

/**
 * What the server sends in place of the mock's answer: another answer, no answer at all (`never`), or a
 * closed connection (`cut`).
 */
export type Altered = Answer | 'never' | 'cut'
export type Alter = (answer: Answer, request: IncomingMessage) => Altered

export interface AlteringServer {
  readonly url: string
  /** The requests received, each with its body. */
  readonly requests: readonly { readonly head: IncomingMessage; readonly body: string }[]
  close(): Promise<void>
}

/** Starts a server that passes each request to a mock of its own, and changes the answer with `alter`. */
export const alteringServer = async (
  alter: Alter = (answer) => answer,
  options: MockOptions = {},
): Promise<AlteringServer> => {
  const mock = await createMockServer({ cors: false, seed: 'another', ...options })
  const requests: { head: IncomingMessage; body: string }[] = []
  const server = createServer((head, response) => {
    const chunks: Buffer[] = []
    head.on('data', (chunk: Buffer) => chunks.push(chunk))
    head.on('end', () => {
      const body = Buffer.concat(chunks)
      requests.push({ head, body: String(body) })
      const headers = head.rawHeaders.flatMap((name, at) =>
        at % 2 === 0 ? [[name, head.rawHeaders[at + 1] ?? ''] as const] : [],
      )
      const { method = 'GET', url: target = '/' } = head
      const limits = { timeoutMs: 10_000, maxBytes: 10_000_000 }
      void ask(new URL(mock.url), { method, target, headers, body }, limits).then((answer) => {
        const altered = alter(answer, head)
        if (altered === 'cut') response.socket?.destroy()
        else if (altered !== 'never') response.socket?.end(bytesOf(altered))
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await mock.close()
    },
  }
}

const bytesOf = ({ status, headers, body }: Answer): Buffer => {
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const isChunked = headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')
  const chunk = body.length === 0 ? '' : `${body.length.toString(16)}\r\n`
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} X\r\n${head}\r\n`),
    ...(isChunked
      ? [Buffer.from(chunk), body, Buffer.from(chunk === '' ? '0\r\n\r\n' : '\r\n0\r\n\r\n')]
      : [body]),
  ])
}

/** Returns an answer with its body changed, and Content-Length adapted to the new body. */
export const withText = (answer: Answer, change: (text: string) => string): Answer => {
  const body = Buffer.from(change(String(answer.body)))
  const headers = answer.headers.map(([name, value]): readonly [string, string] =>
    name.toLowerCase() === 'content-length' ? [name, String(body.length)] : [name, value],
  )
  return { ...answer, headers, body }
}
