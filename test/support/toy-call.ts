import { createCall, type Call, type CallMeta } from '../../src/core/pipeline.ts'
import { createRouter } from '../../src/core/dialect.ts'
import { createScript, type Script } from '../../src/scripting/script.ts'
import { createServices, type TestServices } from './services.ts'
import { toyApi } from './toy-api.ts'

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly queryOverrides?: CallMeta['queryOverrides']
}

/** Creates a tenant with only the toy API. Tests call it without a socket. */
export const createToy = (
  scriptOptions: Partial<Parameters<typeof createScript>[0]> = {},
): {
  script: Script
  services: TestServices
  call: (asked?: Asked) => Call
  ask: (asked?: Asked) => Answer
} => {
  const services = createServices({ collections: toyApi.collections })
  const script = createScript({
    apis: [toyApi],
    journal: { entries: 100, bytes: 1_000_000 },
    stopwatch: () => 0,
    ...scriptOptions,
  })
  const route = createRouter([toyApi])
  const call = ({
    method = 'POST',
    path = '/toy/login',
    query = '',
    headers = {},
    body = { name: 'bob' },
    queryOverrides,
  }: Asked = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const request = { method, path, query, headers, body: Buffer.from(text) }
    const url = query === '' ? path : `${path}?${query}`
    return createCall(route(request), request, services, {
      url,
      startedAt: 0,
      ...(queryOverrides === undefined ? {} : { queryOverrides }),
    })
  }
  return {
    script,
    services,
    call,
    ask: (asked) => {
      const { status, headers, body, delay, fault } = script.respond(call(asked))
      return {
        status,
        body: body.toString(),
        headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
        ...(delay === undefined ? {} : { delay }),
        ...(fault === undefined ? {} : { fault }),
      }
    },
  }
}

export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly delay?: unknown
  readonly fault?: string
}
