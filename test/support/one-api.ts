import type { Api, ExampleRequest } from '../../src/core/api.ts'
import { findCase, forceCase } from '../../src/core/catalogue.ts'
import type { Services } from '../../src/core/context.ts'
import { createRouter } from '../../src/core/dialect.ts'
import type { Note } from '../../src/core/note.ts'
import { createCall, respond, type Call } from '../../src/core/pipeline.ts'
import type { Reply } from '../../src/core/wire.ts'

/** A request. The default is a POST without a body. */
export type Asked = Partial<Omit<ExampleRequest, 'body'>> & { readonly body?: string | Buffer }

export interface Answer {
  readonly reply: Reply
  readonly status: number
  readonly contentType: string | undefined
  readonly headers: readonly string[]
  readonly body: string
  readonly case: string | undefined
  readonly notes: readonly Note[]
  readonly kinds: readonly string[]
}

export interface OneApi {
  readonly call: (asked: Asked) => Call
  readonly ask: (asked: Asked) => Answer
  /**
   * Returns the answer of a case for any request. Returns undefined if the operation cannot give that answer.
   */
  readonly force: (
    name: string,
    asked: Asked,
    print?: (reply: Reply) => Reply,
  ) => Answer | undefined
}

/** Makes the call of a request with a tenant's services, without a socket. */
export const callOf = (
  route: ReturnType<typeof createRouter>,
  { method = 'POST', target = '/', headers = {}, body = '' }: Asked,
  services: Services,
): Call => {
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

/** Makes one API with a tenant's services. Tests call it without a socket. */
export const speakTo = (api: Api, services: Services): OneApi => {
  const route = createRouter([api])
  const call = (asked: Asked): Call => callOf(route, asked, services)
  return {
    call,
    ask: (asked) => {
      const one = call(asked)
      return answerOf(one, respond(one))
    },
    force: (name, asked, print = (reply) => reply) => {
      const one = call(asked)
      const row = findCase(api, name)
      const reply = row && forceCase(one, row)
      return reply && answerOf(one, print(reply))
    },
  }
}

const answerOf = ({ trace }: Call, reply: Reply): Answer => ({
  reply,
  status: reply.status,
  contentType: reply.headers
    .filter(([name]) => name === 'Content-Type')
    .map(([, value]) => String(value))[0],
  headers: reply.headers.map(([name, value]) => `${name}: ${String(value)}`),
  body: reply.body.toString(),
  case: trace.case,
  notes: trace.notes,
  kinds: trace.notes.map(({ kind }) => kind),
})
