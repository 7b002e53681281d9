import { request as httpRequest } from 'node:http'
import { createMockServer, type MockOptions, type MockServer } from '../../../src/index.ts'

export const CLOCK = '2026-01-29T07:00:34Z'
/** The Unix second of the clock, in hex: what every rid begins with. */
export const SECOND = '697b0592'

export const app = 'appid=wx0123456789abcdef&secret=8c5b1f0e9d7a4c63b2e1f0a9d8c7b6a5'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface Platform {
  readonly server: MockServer
  readonly get: (target: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  readonly post: (target: string, body: unknown) => Promise<Answer>
  readonly admin: <T>(method: string, path: string, body?: unknown) => Promise<T>
  /** Kinds of the notes on the latest answer. */
  readonly notes: () => Promise<readonly string[]>
}

/** A server whose clock stands still, and a client of it. */
export const openPlatform = async (options: MockOptions = {}): Promise<Platform> => {
  const server = await createMockServer({ clock: CLOCK, seed: 'test', ...options })
  const ask = (
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(server.url, { method, path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          const { statusCode: status = 0, headers: got, rawHeaders } = response
          resolve({ status, headers: got, rawHeaders, body: text })
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  const admin: Platform['admin'] = async (method, path, body) => {
    const answer = await ask(
      method,
      `/__admin/${path}`,
      body === undefined ? undefined : JSON.stringify(body),
    )
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.body}`)
    return JSON.parse(answer.body) as never
  }
  return {
    server,
    get: (target, headers) => ask('GET', target, undefined, headers),
    post: (target, body) =>
      ask('POST', target, typeof body === 'string' ? body : JSON.stringify(body), {
        'Content-Type': 'application/json',
      }),
    admin,
    notes: async () => {
      const { requests } = await admin<{
        requests: readonly { mock: { notes: readonly { kind: string }[] } }[]
      }>('GET', 'requests?limit=1&mock=true')
      return (requests[0]?.mock.notes ?? []).map(({ kind }) => kind)
    },
  }
}
