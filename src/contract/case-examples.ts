import type { Api, Operation } from '../core/api.ts'
import type { CaseRow } from '../core/case.ts'
import { casesFor, forceCase } from '../core/catalogue.ts'
import type { Services } from '../core/context.ts'
import { createCall } from '../core/pipeline.ts'
import type { Reply, WireRequest } from '../core/wire.ts'

/** The answer that a case gives to the operation's example request. */
export interface CaseExample {
  readonly row: CaseRow
  readonly status: number
  /** The media type without parameters; `text/plain` if the answer has none. */
  readonly mediaType: string
  /** The body as sent. */
  readonly text: string
  /** The framework answers, not the API. */
  readonly isRefusal: boolean
}

/** The media types that ASP.NET Web API writes, and reads besides forms. */
export const jsonTypes: readonly string[] = ['application/json', 'text/json']
export const xmlTypes: readonly string[] = ['application/xml', 'text/xml']

/**
 * Returns every case that an operation can give, in every format in which it can be written. Forced logins
 * change the world of `services`, so pass a world made for this call.
 */
export const caseExamples = (
  api: Api,
  operation: Operation,
  services: Services,
): readonly CaseExample[] => {
  const request = exampleRequest(operation)
  const accepted =
    api.dialect.xml === undefined ? [undefined, 'text/plain'] : [...jsonTypes, ...xmlTypes]
  const given = new Map<string, CaseExample>()
  for (const row of casesFor(api, operation))
    for (const accept of accepted) {
      const headers = accept === undefined ? request.headers : { ...request.headers, accept }
      const claim = { rank: 2, operation } as const
      const call = createCall({ api, claim }, { ...request, headers }, services)
      const reply = forceCase(call, row)
      // A case that cannot be written in this format becomes another case.
      if (reply === undefined || call.trace.case !== row.name) continue
      const isRefusal = call.trace.decider === 'framework'
      const example = { row, ...read(reply), isRefusal }
      // HTML pages are the same for every `Accept` header and are kept once.
      const key = `${row.name} ${example.status} ${example.mediaType}`
      if (!given.has(key)) given.set(key, example)
    }
  return [...given.values()]
}

/** Writes a value of the operation's request shape as a body of the media type `accept`. */
export const requestText = (
  api: Api,
  operation: Operation,
  value: unknown,
  accept: string,
  services: Services,
): string => {
  const { dialect } = api
  const asked = { ...exampleRequest(operation), headers: { host: 'localhost', accept } }
  // The dialect encodes responses only, so the request shape takes the response's place.
  const written = { ...operation, response: operation.request }
  return String(dialect.encode(asked, written, value, services).body)
}

/** Returns the operation's example request as the server receives it. */
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
  return { status, mediaType: mediaType === '' ? 'text/plain' : mediaType, text: String(body) }
}
