import type { Dialect } from '../../core/dialect.ts'
import type { Reply } from '../../core/wire.ts'
import { withRid } from '../../core/wechat-failures.ts'
import { indentedJson } from '../shared/indented-json.ts'
import { compileClaims } from './claims.ts'
import { bareHeaders, jsonHeadersFor } from './headers.ts'
import { pageAnswer, writePage, type PageAnswer } from './page-answer.ts'
import { readRequest } from './read-request.ts'
import { refusals } from './refusals.ts'
import { writeAnswer } from './write-answer.ts'

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
