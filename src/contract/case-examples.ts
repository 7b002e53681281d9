import type { Api, Operation } from '../core/api.ts'
import type { CaseRow } from '../core/case.ts'
import { casesFor, forceCase } from '../core/catalogue.ts'
import type { Services } from '../core/context.ts'
import { createCall } from '../core/pipeline.ts'
import type { Reply, WireRequest } from '../core/wire.ts'

/** A case as it is answered to the operation's example request. */
export interface CaseExample {
  readonly row: CaseRow
  readonly status: number
  /** Without parameters; `text/plain` where the answer says none. */
  readonly mediaType: string
  /** Decoded where it is JSON, else its text. */
  readonly value: unknown
}

/** Every case that an operation can give. `services` are a world of their own: forced logins change it. */
export const caseExamples = (
  api: Api,
  operation: Operation,
  services: Services,
): readonly CaseExample[] =>
  casesFor(api, operation).flatMap((row) => {
    const claim = { rank: 2, operation } as const
    const call = createCall({ api, claim }, exampleRequest(operation), services)
    const reply = forceCase(call, row)
    return reply === undefined ? [] : [{ row, ...read(reply) }]
  })

/** The operation's example as the server gets it. */
export const exampleRequest = (operation: Operation): WireRequest => {
  const { method, target, headers, body } = operation.example()
  const mark = target.indexOf('?')
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: Object.fromEntries([
      ['host', 'localhost'],
      ...Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ]) as WireRequest['headers'],
    body: Buffer.from(body),
  }
}

const read = ({ status, headers, body }: Reply) => {
  const [, type] = headers.find(([name]) => name.toLowerCase() === 'content-type') ?? []
  const mediaType = typeof type === 'string' ? (type.split(';')[0] ?? '').trim() : ''
  const text = String(body)
  if (text === '')
    return { status, mediaType: mediaType === '' ? 'text/plain' : mediaType, value: '' }
  try {
    const value: unknown = JSON.parse(text)
    return { status, mediaType, value }
  } catch {
    return { status, mediaType, value: text }
  }
}
