import type { IncomingMessage } from 'node:http'

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
