import type { Headers, Reply, WireRequest } from '../../../core/wire.ts'
import type { JsonFormat } from './accept.ts'
import { needsFileName } from './download-guard.ts'
import { jsonHeaders, springHeaders } from './headers.ts'
import { jsonBody } from './json-body.ts'

/** What a message converter writes: chunked, for its length is not known when it begins (R). */
export const jsonReply = (
  { path, method }: WireRequest,
  { contentType, charset }: JsonFormat,
  answer: { readonly status: number; readonly value: unknown; readonly headers?: Headers },
): Reply => {
  const { status, value } = answer
  const guarded = needsFileName(path)
  // HEAD on a handler is the exception: what it would write is counted (R).
  const isCounted = method === 'HEAD' && status === 200
  const isEveryday = !guarded && !isCounted && answer.headers === undefined
  const headers = isEveryday
    ? jsonHeaders(contentType)
    : springHeaders(contentType, isCounted ? 'counted' : 'chunked', [
        ...(answer.headers ?? []),
        ...(guarded ? [CONTENT_DISPOSITION] : []),
      ])
  return { status, reason: '', headers, body: jsonBody(value, charset), basis: 'recorded' }
}

const CONTENT_DISPOSITION = ['Content-Disposition', 'inline;filename=f.txt'] as const
