import type { ExampleRequest } from '../../../src/core/api.ts'
import { findCase, forceCase } from '../../../src/core/catalogue.ts'
import type { Note } from '../../../src/core/note.ts'
import { createCall, respond, type Call } from '../../../src/core/pipeline.ts'
import { createRouter } from '../../../src/core/dialect.ts'
import type { Reply } from '../../../src/core/wire.ts'
import { offiaccountAuthLogin } from '../../../src/apis/offiaccount-auth-login/index.ts'
import { createServices, type TestServices } from '../../support/services.ts'

export const secret = '57Fk69oYgbs2aWWN362NtZwYB2RqKNqQ7yZESnF5VM22'

/** What the seed has of this API. */
export const seed = {
  userDomains: [
    { userDomain: 'C.DM.10271.5', secret, status: 'enabled' },
    { userDomain: 'C.DM.10272.1', secret: 'disabled-secret', status: 'disabled' },
    { userDomain: 'E.DM.20011.3', secret: 'european-secret', status: 'enabled' },
  ],
  people: [
    {
      id: 'li',
      openId: 'o-li',
      nickname: '李雷',
      phone: '13800138000',
      avatar: 'https://img/li.png',
    },
  ],
  endUsers: [{ uid: 'C131362', openId: 'o-li', userDomain: 'C.DM.10271.5', nickname: '李雷' }],
}

export interface Answer {
  readonly reply: Reply
  readonly status: number
  readonly body: string
  readonly headers: readonly string[]
  readonly case: string | undefined
  readonly notes: readonly Note[]
}

type Asked = Partial<Omit<ExampleRequest, 'body'>> & { readonly body?: string | Buffer }

export interface Platform {
  readonly services: TestServices
  readonly call: (asked: Asked) => Call
  readonly ask: (asked: Asked) => Answer
  /** The answer of a case, forced. */
  readonly force: (name: string, asked: Asked) => Answer
}

/** One tenant that serves this API only, spoken to without a socket. */
export const createPlatform = (options: Parameters<typeof createServices>[0] = {}): Platform => {
  const services = createServices({ collections: offiaccountAuthLogin.collections, ...options })
  services.world.patch(seed)
  if (options.data !== undefined) services.world.patch(options.data)
  const route = createRouter([offiaccountAuthLogin])
  const call = ({ method = 'POST', target = '/', headers = {}, body = '' }: Asked) => {
    const [path = '', query = ''] = target.split(/\?(.*)/s, 2)
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
    const request = {
      method,
      path,
      query,
      headers: Object.fromEntries(lower) as Record<string, string>,
      body: Buffer.from(body),
    }
    return createCall(route(request), request, services)
  }
  const answer = (one: Call, reply: Reply): Answer => ({
    reply,
    status: reply.status,
    body: reply.body.toString(),
    headers: reply.headers.map(([name, value]) => `${name}: ${String(value)}`),
    case: one.trace.case,
    notes: one.trace.notes,
  })
  return {
    services,
    call,
    ask: (asked) => {
      const one = call(asked)
      return answer(one, respond(one))
    },
    force: (name, asked) => {
      const one = call(asked)
      const row = findCase(offiaccountAuthLogin, name)
      const reply = row && forceCase(one, row)
      if (reply === undefined) throw new Error(`${name} cannot be forced here.`)
      return answer(one, reply)
    },
  }
}
