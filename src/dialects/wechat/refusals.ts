import { defineCases, type CaseRow } from '../../core/case.ts'
import { errmsgOf } from '../../core/wechat-failures.ts'

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
export const refusals = defineCases({
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
