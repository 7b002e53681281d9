import { defineCases, type CaseRow } from '../../core/case.ts'
import type { Dialect } from '../../core/dialect.ts'
import { errmsgOf, withRid } from '../../core/wechat-failures.ts'
import type { Reply } from '../../core/wire.ts'
import { indentedJson } from '../shared/indented-json.ts'
import {
  bareHeaders,
  jsonHeadersFor,
  pageAnswer,
  writeAnswer,
  writePage,
  type PageAnswer,
} from './answers.ts'
import { compileClaims } from './claims.ts'
import { readRequest } from './read-request.ts'

/** The servers behind api.weixin.qq.com and open.weixin.qq.com (docs/spec/wechat-platform.md#wire). */
export const wechatServers = (): Dialect => ({
  name: 'wechat',
  refusals,
  claims: compileClaims,
  decode: readRequest,
  encode: (_request, operation, value) =>
    operation.response === pageAnswer
      ? writePage(value as PageAnswer)
      : writeAnswer(operation, value),
  refuse: ({ path, method }, refusal, { operation, services }): Reply => {
    if (!Object.hasOwn(refusals, refusal))
      throw new Error(
        `WeChat has no answer named ${refusal}: use ${Object.keys(refusals).join(', ')}.`,
      )
    const { status, code, message, basis } = refusals[refusal as keyof typeof refusals]
    if (status !== 200) return { status, headers: bareHeaders, body: '', basis }
    return {
      status,
      headers: jsonHeadersFor(operation?.path ?? ''),
      body: JSON.stringify({ errcode: code, errmsg: withRid(message, services, method, path) }),
      basis,
    }
  },
  documentLayout: indentedJson(2),
})

const source = 'docs/spec/wechat-platform.md#wire'

const errcode = (code: number, text: string): Omit<CaseRow, 'name'> => ({
  code,
  message: errmsgOf(String(code)),
  status: 200,
  basis: 'documented',
  source,
  kind: 'refusal',
  live: { text },
})

const empty = (status: number, message: string, text: string): Omit<CaseRow, 'name'> => ({
  code: status,
  message,
  status,
  basis: 'inferred',
  source,
  kind: 'refusal',
  live: { text },
})

/** What WeChat's gateway answers before a call is looked at: an errcode, or an empty body. */
const refusals = defineCases({
  'not-found': empty(
    404,
    'Not Found',
    'ask for a path below /sns, /cgi-bin or /wxa that no call has',
  ),
  'get-required': errcode(43001, 'use another verb than GET for a call that takes GET'),
  'post-required': errcode(43002, 'use another verb than POST for a call that takes POST'),
  'empty-body': errcode(44002, 'send no body to a call that takes POST'),
  'malformed-body': errcode(47001, 'send a body that is no JSON object to a call that takes POST'),
  'request-too-large': empty(413, 'Payload Too Large', 'send a body over the limit'),
  'uri-too-long': empty(414, 'URI Too Long', 'send a path and query over the limit'),
})
