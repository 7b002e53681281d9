import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WireRequest } from '../core/wire.ts'
import type { Target } from './target.ts'

/** A request with its response, its target parsed and its tenant known. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly target: Target
  readonly headers: WireRequest['headers']
  /** Key of the tenant it names, checked; undefined when it names none. */
  readonly tenant: string | undefined
}

/** Headers as the stacks read them: one text each, and the authority that really applies. */
export const headersOf = (request: IncomingMessage, target: Target): WireRequest['headers'] => {
  const { headers } = request
  const cookies = headers['set-cookie']
  // The cast holds: `set-cookie` is the only list node makes.
  if (cookies === undefined && target.authority === undefined)
    return headers as WireRequest['headers']
  return {
    ...(headers as WireRequest['headers']),
    ...(cookies === undefined ? {} : { 'set-cookie': cookies.join(', ') }),
    ...(target.authority === undefined ? {} : { host: target.authority }),
  }
}

/** Why a request that was read past node's parser is none: which of the front's refusals, and what is wrong. */
export interface HeadRefusal {
  readonly refusal: string
  readonly why: string
}

const refusals = new WeakMap<IncomingMessage, HeadRefusal>()
const odd = new WeakSet<IncomingMessage>()

/** Marks a request that node's parser did not make. */
export const markOdd = (request: IncomingMessage, refusal?: HeadRefusal): void => {
  odd.add(request)
  if (refusal !== undefined) refusals.set(request, refusal)
}

export const isOdd = (request: IncomingMessage): boolean => odd.has(request)

export const headRefusal = (request: IncomingMessage): HeadRefusal | undefined =>
  refusals.get(request)
