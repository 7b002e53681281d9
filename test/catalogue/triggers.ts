import { liveRequest } from '../../src/contract/verify/live-request.ts'
import type { ExampleRequest } from '../../src/core/api.ts'
import { apiOf, operationOf, rowOf, type Listed } from './served.ts'

/** What the server is to be started with: the triggers reach these limits. */
export const limits = { bodyBytes: 4096, urlBytes: 4096 }

/** The request a case's live trigger describes; undefined where it claims none. */
export const triggerOf = (listed: Listed): ExampleRequest | undefined => {
  const { live } = rowOf(listed)
  if (live === undefined) return undefined
  const request = liveRequest(apiOf(listed), operationOf(listed), rowOf(listed))
  if (request === undefined) throw new Error(`Nobody here can read: ${live.text}`)
  return request
}
