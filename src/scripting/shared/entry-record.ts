import type { Api } from '../../core/api.ts'
import type { Services } from '../../core/context.ts'
import { callOf, type Call, type CallMeta, type Trace } from '../../core/pipeline.ts'
import { DATE, LENGTH, type Reply, type WireRequest } from '../../core/wire.ts'
import type { Answered } from '../entry.ts'

type HeaderRecord = readonly [name: string, value: string | { readonly is: 'date' | 'length' }]

/** An entry of the journal as a log holds it. */
export interface EntryRecord {
  readonly at: number
  readonly durationMs: number
  readonly api: string
  readonly operation?: string | undefined
  readonly refusal?: string | undefined
  readonly meta: Omit<CallMeta, 'startedAt'>
  readonly request: Pick<
    WireRequest,
    'method' | 'path' | 'query' | 'headers' | 'rawHeaders' | 'version' | 'authority'
  >
  /** In base64. */
  readonly body: string
  readonly trace: Trace
  readonly reply: Omit<Reply, 'headers' | 'body'> & {
    readonly headers: readonly HeaderRecord[]
    /** A text, or bytes in base64. */
    readonly body: string | { readonly base64: string }
  }
  /** None of the stubs there were answered it. */
  readonly isMissed?: true
}

export const entryRecord = (
  { at, call, reply, durationMs }: Pick<Answered, 'at' | 'call' | 'reply' | 'durationMs'>,
  isMissed: boolean,
): EntryRecord => {
  const { request, meta, trace } = call
  const { body: _body, isOdd: _isOdd, bounds: _bounds, clientIp: _clientIp, ...head } = request
  const { startedAt: _, ...known } = meta
  return {
    at,
    durationMs,
    api: call.api.name,
    operation: call.operation?.name,
    refusal: call.refusal,
    meta: known,
    request: head,
    body: request.body.toString('base64'),
    trace,
    reply: {
      ...reply,
      headers: reply.headers.map(([name, value]) => [
        name,
        value === DATE ? { is: 'date' } : value === LENGTH ? { is: 'length' } : value,
      ]),
      body: typeof reply.body === 'string' ? reply.body : { base64: reply.body.toString('base64') },
    },
    ...(isMissed ? { isMissed } : {}),
  }
}

/** Undefined for an entry of an API or operation that this replica does not serve. */
export const answeredOf = (
  record: EntryRecord,
  apis: readonly Api[],
  services: Services,
): (Pick<Answered, 'at' | 'reply' | 'durationMs'> & { readonly call: Call }) | undefined => {
  const api = apis.find(({ name }) => name === record.api)
  const operation =
    record.operation === undefined
      ? undefined
      : api?.operations.find(({ name }) => name === record.operation)
  if (api === undefined || (record.operation !== undefined && operation === undefined))
    return undefined
  const { at, durationMs, refusal, meta, request, body, trace, reply } = record
  return {
    at,
    durationMs,
    call: callOf({
      meta: { ...meta, startedAt: 0 },
      ...{ api, services, operation, refusal, trace },
      request: { ...request, body: Buffer.from(body, 'base64') },
    }),
    reply: {
      ...reply,
      headers: reply.headers.map(([name, value]) => [
        name,
        typeof value === 'string' ? value : value.is === 'date' ? DATE : LENGTH,
      ]),
      body: typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body.base64, 'base64'),
    },
  }
}
