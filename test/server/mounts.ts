import { request as httpRequest, type IncomingMessage } from 'node:http'
import supertest from 'supertest'
import { sharedRedis } from '../support/redis.ts'
import { createApp, createMockServer, type MockOptions } from '../../src/index.ts'

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answered {
  readonly status: number
  readonly reason: string | undefined
  /** Names as sent, in order, with their values in between. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** A mock, however it is mounted. */
export interface Mounted {
  ask(target: string, asked?: Asked): Promise<Answered>
  close(): Promise<void>
}

export type Mount = (options?: MockOptions) => Promise<Mounted>

const overTcp: Mount = async (options) => {
  const server = await createMockServer(options)
  return { ask: askAt(() => server.port), close: () => server.close() }
}

const askAt =
  (port: () => number): Mounted['ask'] =>
  (path, { method = 'GET', headers = {}, body = '' } = {}) =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(
        { port: port(), host: '127.0.0.1', method, path, headers, agent: false },
        (response) => {
          read(response).then(resolve, reject)
        },
      )
      sent.on('error', reject)
      if (body !== '') sent.setHeader('Content-Length', Buffer.byteLength(body))
      sent.end(body)
    })

const read = async (response: IncomingMessage): Promise<Answered> => {
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += String(chunk)
  const { statusCode = 0, statusMessage: reason, rawHeaders } = response
  return { status: statusCode, reason, rawHeaders, body }
}

const inExpress: Mount = async (options) => {
  const app = await createApp(options)
  return {
    ask: async (target, { method = 'GET', headers = {}, body = '' } = {}) => {
      const verb = method.toLowerCase() as 'get'
      const test = supertest(app)
        [verb](target)
        .buffer(true)
        .parse((response, done) => {
          void read(response as unknown as IncomingMessage).then((answered) => {
            done(null, answered)
          })
        })
        .ok(() => true)
      for (const [name, value] of Object.entries(headers)) void test.set(name, value)
      const response = await (body === ''
        ? test
        : test.serialize((text: unknown) => String(text)).send(body))
      return response.body as Answered
    },
    close: () => app.close(),
  }
}

let redis: ReturnType<typeof sharedRedis> | undefined
/** Mounts that use it. */
let users = 0

/** Two replicas, each request to the one that the request before it did not go to. */
const replicated =
  (mount: Mount): Mount =>
  async (options) => {
    users++
    redis ??= sharedRedis()
    const { url, prefix, stop } = await redis
    const shared = { ...options, state: url, statePrefix: prefix() }
    const [one, two] = [await mount(shared), await mount(shared)]
    let turn = 0
    return {
      ask: (...asked) => (turn++ % 2 === 0 ? one : two).ask(...asked),
      close: async () => {
        await Promise.all([one.close(), two.close()])
        if (--users > 0) return
        redis = undefined
        await stop()
      },
    }
  }

/** The ways to have the mock; one suite runs over all. */
export const mounts: readonly (readonly [name: string, mount: Mount])[] = [
  ['createMockServer()', overTcp],
  ['createApp() under supertest', inExpress],
  ['two replicas on Redis, in turn', replicated(overTcp)],
]

/** `createApp()`; with `MOUNT=replicas` two of them on Redis, each request to the other one. */
export const appMount = (): Mount =>
  process.env['MOUNT'] === 'replicas' ? replicated(inExpress) : inExpress

export const json = (value: unknown): Pick<Asked, 'headers' | 'body'> => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
})

export const headerOf = ({ rawHeaders }: Answered, name: string): string | undefined => {
  const at = rawHeaders.findIndex((one, index) => index % 2 === 0 && one === name)
  return at < 0 ? undefined : rawHeaders[at + 1]
}
