import type { Operation } from '../../src/core/api.ts'
import type { Decoded, Dialect } from '../../src/core/dialect.ts'
import type { Reply, WireRequest } from '../../src/core/wire.ts'
import { aspnetWebApi, type AspNetWebApiOptions } from '../../src/dialects/aspnet-webapi/index.ts'
import { createResponder, type Responder } from '../../src/dialects/aspnet-webapi/respond.ts'

/** The name of the header in which `Echo` reports whether it bound an object or null. */
export const BOUND = 'X-Bound'
/** The name of the header with the model state: its messages by key, as JSON in base64. */
export const MODEL_STATE = 'X-Model-State'

/** Writes the answer of an action without a parameter. */
export type ActionResult = (responder: Responder, request: WireRequest) => Reply

const unread: Decoded = { kind: 'bound', value: {}, issues: [], notes: [] }

/**
 * Returns the shipped dialect as the recorded host runs it: without IIS in front. `Echo` and `Strict` return
 * null if null was bound, and `Echo` reports its model state. `results` are actions without a parameter.
 */
export const recordedDialect = (
  options: AspNetWebApiOptions,
  results: Readonly<Record<string, ActionResult>> = {},
): Dialect => {
  const base = aspnetWebApi({ ...options, host: 'self' })
  const responder = createResponder(options)
  const encode: Dialect['encode'] = (request, operation, value, services) => {
    const result = results[operation.name]
    if (result !== undefined) return result(responder, request)
    const reply = base.encode(request, operation, value, services)
    return operation.name === 'Echo' ? tell(reply, base.decode(request, operation)) : reply
  }
  return {
    ...base,
    decode: (request, operation) =>
      results[operation.name] === undefined ? base.decode(request, operation) : unread,
    encode,
    refuse: (request, refusal, target) =>
      nulls.has(refusal) && returnsItsParameter(target.operation)
        ? encode(request, target.operation, null, target.services)
        : base.refuse(request, refusal, target),
  }
}

/** The refusals for a null parameter. In the recorded applications, the action returns null instead. */
const nulls: ReadonlySet<string> = new Set(['null-body', 'malformed-body'])

const returnsItsParameter = (operation: Operation | undefined): operation is Operation =>
  operation?.name === 'Echo' || operation?.name === 'Strict'

const tell = (reply: Reply, decoded: Decoded): Reply => {
  const bound = decoded.kind === 'bound' && decoded.value !== null ? 'object' : 'null'
  const messages = Object.fromEntries(
    decoded.issues.map(({ field, errors }) => [field, errors.map(({ message }) => message)]),
  )
  const state = Buffer.from(JSON.stringify(messages)).toString('base64')
  return { ...reply, headers: [...reply.headers, [BOUND, bound], [MODEL_STATE, state]] }
}
