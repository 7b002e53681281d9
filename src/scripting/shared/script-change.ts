import type { Api } from '../../core/api.ts'
import type { Services } from '../../core/context.ts'
import { callOf, type Call, type CallMeta, type Trace } from '../../core/pipeline.ts'
import { DATE, LENGTH, type Reply, type WireRequest } from '../../core/wire.ts'
import type { Answered } from '../journal-entry.ts'
import type { Stub } from '../stubs/stub.ts'
import type { Use } from '../use.ts'
import { exactJson, readExactJson } from '../wiremock/read-json.ts'
import { toStub } from '../wiremock/mapping.ts'

/** A change of a tenant's script, as other replicas receive it. */
export type ScriptChange =
  /** A stub was added, or replaced the one with the same id. */
  | { readonly k: 'stub'; readonly stub: Stub }
  | { readonly k: 'no-stub'; readonly id: string }
  | { readonly k: 'no-stubs' }
  /** A reset: only the stubs that outlive a reset are left. */
  | { readonly k: 'kept-stubs' }
  /** A stub has answered for the `count`th time; the scenario's state may have changed. */
  | {
      readonly k: 'matched'
      readonly id: string
      readonly count: number
      readonly scenario?: string
      readonly state?: string
    }
  | { readonly k: 'state'; readonly name: string; readonly state: string }
  | { readonly k: 'no-states' }
  | { readonly k: 'uses'; readonly uses: readonly Use[] }
  /** A case was answered, once or `times` times. */
  | { readonly k: 'case'; readonly api: string; readonly name: string; readonly times?: number }
  | { readonly k: 'no-cases' }
  | { readonly k: 'entry'; readonly sequence: number; readonly answered: Answered }
  | { readonly k: 'no-entry'; readonly sequence: number }
  | { readonly k: 'no-entries' }

/** Receives a change before it is made. Throws NotKeptError if nothing may be changed now. */
export type TellChange = (change: ScriptChange) => void

/** How a script that replicas share reports its changes. */
export interface Sharing {
  readonly tell: TellChange
  /** Nothing may be changed now, so answers are not stored. */
  readonly isGuarded: () => boolean
}

type HeaderRecord = readonly [name: string, value: string | { readonly is: 'date' | 'length' }]

/** A journal entry in the form that a tenant's log holds. */
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
  /** The request's body in base64. */
  readonly body: string
  readonly trace: Trace
  readonly reply: Omit<Reply, 'headers' | 'body'> & {
    readonly headers: readonly HeaderRecord[]
    /** A text, or bytes in base64. */
    readonly body: string | { readonly base64: string }
  }
  /** The tenant had stubs, and none of them answered the request. */
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

/**
 * Makes a call and its answer from a record. Returns undefined if this replica does not serve the API or
 * operation.
 */
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

/**
 * A stub in the form that a tenant's log holds. A stub from a WireMock mapping is kept as the mapping's text,
 * with its numbers as written, and its templates are compiled again from that text.
 */
export type StubRecord = { readonly mapping: string } | { readonly stub: Stub }

export const stubRecord = (stub: Stub): StubRecord =>
  stub.mapping === undefined ? { stub } : { mapping: exactJson(stub.mapping) }

/** Makes a stub from a record. Throws a MappingError for a mapping that this version does not accept. */
export const stubOf = (record: StubRecord): Stub => {
  if ('stub' in record) return record.stub
  const read = readExactJson(record.mapping)
  return toStub((read?.value ?? {}) as Readonly<Record<string, unknown>>, () => '')
}
