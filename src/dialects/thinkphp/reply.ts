import type { Operation } from '../../core/api.ts'
import { defineCases, type Basis } from '../../core/case.ts'
import type { Services } from '../../core/context.ts'
import { isObject } from '../../core/is-object.ts'
import { onceFor } from '../../core/on-need.ts'
import type { Headers, Reply, WireRequest } from '../../core/wire.ts'
import { nginxHeaders, nginxRefusals } from '../shared/nginx-pages.ts'
import { encodeAsciiJson, encodeJson, htmlSpecialChars, MALFORMED_UTF8 } from './php-value.ts'
import { requestParameter } from './request.ts'

/** The `code` in the envelope of ThinkPHP's exception handler (docs/spec/shopxo.md#bytes). */
const EXCEPTION = -500

/**
 * The refusals: ShopXO's messages for an unknown route, ThinkPHP's answer to an exception, and nginx's pages.
 */
export const refusals = {
  ...defineCases({
    'controller-not-found': {
      code: -1000,
      message: '<controller> 控制器不存在',
      status: 200,
      basis: 'recorded',
      source: 'docs/spec/shopxo.md#routes-and-request',
      kind: 'refusal',
      live: { text: 'name a controller that does not exist, as in s=nosuch/index' },
    },
    'action-not-found': {
      code: -1000,
      message: '<action> 非法访问',
      status: 200,
      basis: 'recorded',
      source: 'docs/spec/shopxo.md#routes-and-request',
      kind: 'refusal',
      live: { text: 'name an action that its controller does not have, as in s=user/nosuch' },
    },
    // This is the answer to `ajax=ajax`, which every ShopXO client sends. Other requests get a page with HTTP
    // 500.
    exception: {
      code: EXCEPTION,
      message: '服务器错误',
      status: 200,
      basis: 'source',
      source: 'docs/spec/shopxo.md#order-and-answers',
      kind: 'refusal',
    },
  }),
  ...nginxRefusals,
}

/**
 * Writes an envelope. Codes in `exitCodes` are written as the application prints them before it exits, -500
 * as the exception handler prints it, and all others through ThinkPHP's response object.
 */
export const encode = (
  asked: Asked,
  operation: Operation,
  value: unknown,
  exitCodes: ReadonlySet<unknown>,
): Reply => {
  const envelope = phpLike(operation, value)
  const { code, msg } = envelope
  if (code === EXCEPTION) return exceptionReply(asked, String(msg))
  return exitCodes.has(code) ? exitReply(asked, envelope) : jsonReply(asked, envelope)
}

/**
 * Replaces empty objects by `[]`, because PHP has no empty object (D: `"data":[]`). Replaces null by `""`,
 * the default of DataReturn (R).
 */
const phpLike = (operation: Operation, value: unknown): Readonly<Record<string, unknown>> => {
  const envelope = isObject(value) ? value : {}
  const changed: Record<string, unknown> = {}
  for (const name of objectFieldsOf(operation)) {
    const field = envelope[name]
    if (field === null) changed[name] = ''
    else if (isObject(field) && Object.keys(field).length === 0) changed[name] = []
  }
  return { ...envelope, ...changed }
}

const objectFieldsOf = onceFor(({ response }: Operation): readonly string[] =>
  Object.entries(response.fields)
    .filter(([, field]) => field.kind === 'object')
    .map(([name]) => name),
)

// php-fpm begins to answer before the length is known, so nginx uses chunked encoding (I).
const jsonHeaders = nginxHeaders('application/json; charset=utf-8', 'chunked')
const pageHeaders = nginxHeaders('text/html; charset=utf-8', 'chunked')
// PHP's default content type: the script prints and exits without a response object.
const exitHeaders = nginxHeaders('text/html; charset=UTF-8', 'chunked')
const optionsHeaders = nginxHeaders('text/html; charset=utf-8', undefined, [
  ['Allow', 'GET, POST, PUT, DELETE'],
])

/** The request of an answer, with what the writers of the answer need. */
export interface Asked {
  readonly request: WireRequest
  readonly services: Services
  readonly basis: Basis
}

/** Writes an envelope through ThinkPHP's response object, with the first encoder and a session cookie. */
export const jsonReply = (asked: Asked, value: unknown): Reply => {
  const body = encodeJson(value)
  if (body === undefined) return exceptionReply({ ...asked, basis: 'source' }, MALFORMED_UTF8)
  return { status: 200, headers: withSession(asked, jsonHeaders), body, basis: asked.basis }
}

/** Writes an envelope as `exit(json_encode(…))` does, with the second encoder and without a cookie (R). */
export const exitReply = ({ basis }: Asked, value: unknown): Reply => ({
  status: 200,
  headers: exitHeaders,
  body: encodeAsciiJson(value) ?? '',
  basis,
})

/** Writes the answer to an uncaught exception: JSON for scripts, a page for browsers (S). */
export const exceptionReply = (asked: Asked, message: string, status = 500): Reply => {
  const { request, basis } = asked
  if (isAjax(request)) {
    const code = status !== 500 && isXhr(request) ? status : EXCEPTION
    return exitReply(asked, { msg: message, code, data: '' })
  }
  return { status, headers: withSession(asked, pageHeaders), body: page, basis }
}

/** Writes the answer to OPTIONS, which ThinkPHP gives before routing, for every path (R). */
export const optionsReply = (asked: Asked): Reply => ({
  status: 204,
  headers: withSession(asked, optionsHeaders),
  body: '',
  basis: asked.basis,
})

/**
 * Imitates IS_AJAX: true with the header X-Requested-With, or with `ajax=ajax` in the query or the form (S).
 */
const isAjax = (request: WireRequest): boolean =>
  isXhr(request) || requestParameter(request, 'ajax') === 'ajax'

const isXhr = (request: WireRequest): boolean =>
  request.headers['x-requested-with']?.toLowerCase() === 'xmlhttprequest'

// The message is ShopXO's (S). The markup around it is the mock's own (I).
const apology = htmlSpecialChars('系统出现错误、请联系管理员或到ShopXO社区查阅~')
const page = `<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>系统发生错误</title></head>
<body><h1>${apology}</h1></body>
</html>
`

/**
 * Adds a session cookie for a client that sends none (R). The id looks like an MD5 digest (S). The mock
 * derives it from the request and the time (I).
 */
const withSession = ({ request, services }: Asked, headers: Headers): Headers => {
  if (hasSession(request.headers['cookie'])) return headers
  const { method, path, query, body } = request
  const sent = body.subarray(0, 1024).toString('latin1')
  const id = services.derive('phpsessid', String(services.now()), method, path, query, sent).hex(32)
  return [...headers, ['Set-Cookie', `PHPSESSID=${id}; path=/`]]
}

const hasSession = (cookie: string | undefined): boolean =>
  cookie !== undefined && /(?:^|;) *PHPSESSID=[^;]/.test(cookie)
