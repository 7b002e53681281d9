import type { Api, Operation } from '../../core/api.ts'
import { defineCases, type CaseRow } from '../../core/case.ts'
import { clip } from '../../core/clip.ts'
import { indentedJson, Rank, type Claim, type Dialect } from '../../core/dialect.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import { errmsgOf, withRid } from '../../core/wechat-failures.ts'
import type { Reply, WireRequest } from '../../core/wire.ts'
import {
  bareHeaders,
  jsonHeadersFor,
  pageAnswer,
  writeAnswer,
  writePage,
  type PageAnswer,
} from './answers.ts'
import { readRequest } from './read-request.ts'

/**
 * Returns the dialect of the servers behind api.weixin.qq.com and open.weixin.qq.com
 * (docs/spec/wechat-platform.md#wire).
 */
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

const row = (about: Pick<CaseRow, 'code' | 'message' | 'status' | 'basis'>, text: string) =>
  ({ ...about, source, kind: 'refusal', live: { text } }) as const

const errcode = (code: number, text: string) =>
  row({ code, message: errmsgOf(String(code)), status: 200, basis: 'documented' }, text)

const empty = (status: number, message: string, text: string) =>
  row({ code: status, message, status, basis: 'inferred' }, text)

/** The answers of WeChat's gateway before an operation runs: an errcode, or an empty body. */
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

/** The folders in which WeChat also answers unknown paths. `connect/` is not one of these folders. */
const roots = ['/sns/', '/cgi-bin/', '/wxa/']

/**
 * Compiles the paths of an API into its claims. A call accepts one verb, and HEAD counts as GET. The gateway
 * answers any other verb with an errcode.
 */
const compileClaims = ({ operations }: Api): ((request: WireRequest) => Claim | undefined) => {
  const byPath = new Map(operations.map((operation) => [`/${operation.path}`, operation]))
  const paths = [...byPath.keys()]
  return ({ method, path }) => {
    const operation = byPath.get(path)
    if (operation !== undefined) return claimOf(operation, method)
    if (!roots.some((root) => path.startsWith(root))) return undefined
    return { rank: Rank.stack, refusal: 'not-found', notes: [pathNote(path, paths)] }
  }
}

const claimOf = (operation: Operation, method: string): Claim => {
  const given = method === 'HEAD' ? 'GET' : method
  if (given === operation.method) return { rank: Rank.api, operation }
  const refusal = operation.method === 'GET' ? 'get-required' : 'post-required'
  return { rank: Rank.api, operation, refusal, notes: [verbNote(operation, method)] }
}

const verbNote = (operation: Operation, method: string): Note => ({
  kind: 'verb-not-allowed',
  message: `${clip(method)} is not the verb of \`${operation.path}\`: WeChat answered with an errcode; send ${operation.method}.`,
  expected: operation.method,
  actual: clip(method),
})

const pathNote = (path: string, paths: readonly string[]): Note => {
  const actual = clip(path)
  const expected = nearestName(path, paths)
  return expected === undefined
    ? {
        kind: 'route-unknown',
        message: `\`${actual}\` is no call that this mock has of WeChat: it answered 404; there are ${paths.join(', ')}.`,
        actual,
      }
    : {
        kind: 'route-near-miss',
        message: `\`${actual}\` is no call of WeChat's: it answered 404; did you mean \`${expected}\`?`,
        expected,
        actual,
      }
}
