import { DATE, LENGTH, type Headers } from '../../core/wire.ts'

/** What WeChat's servers send, by content type (docs/spec/wechat-platform.md#wire). */
export const headersOf = (contentType: string): Headers =>
  Object.freeze([
    ['Connection', 'keep-alive'],
    ['Content-Type', contentType],
    ['Date', DATE],
    ['Content-Length', LENGTH],
  ] as const)

/** Of an answer without a body. */
export const bareHeaders: Headers = Object.freeze([
  ['Connection', 'keep-alive'],
  ['Date', DATE],
  ['Content-Length', LENGTH],
] as const)

const snsHeaders = headersOf('text/plain')
const apiHeaders = headersOf('application/json; encoding=utf-8')

/** `sns/…` says text/plain and all else JSON (U). `path` is an operation's, without the leading slash. */
export const jsonHeadersFor = (path: string): Headers =>
  path.startsWith('sns/') ? snsHeaders : apiHeaders
