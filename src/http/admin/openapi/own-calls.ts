import { advanceFields, clockFields } from '../clock.ts'
import { smsFields } from '../wechat.ts'
import { tokenFields } from '../tokens.ts'
import { useFields } from '../cases.ts'
import { done, fieldsOf, listOf, record, ref, text, type Call, type Calls } from './describe.ts'
import { wechatCalls } from './wechat-calls.ts'

const server = { tag: 'server' } as const
const cases = { tag: 'cases' } as const
const clock = { tag: 'clock', answer: ref('Clock') } as const
const world = { tag: 'world' } as const
const snapshots = { tag: 'snapshots' } as const
const wechat = { tag: 'wechat' } as const

const worldChange: Pick<Call, 'tag' | 'body' | 'answer' | 'refusals'> = {
  ...world,
  body: ref('World'),
  answer: ref('World'),
  refusals: [400, 409],
}

/** What only this mock has. */
export const ownCalls: Calls = {
  '/livez': {
    get: {
      ...server,
      id: 'getLiveness',
      summary: 'Whether the process lives',
      answer: ref('Server'),
      open: true,
    },
  },
  '/readyz': {
    get: {
      ...server,
      id: 'getReadiness',
      summary: 'Whether the world is loaded and can be kept',
      answer: ref('Server'),
      refusals: [503],
      open: true,
    },
  },
  '/tenants': {
    get: {
      ...server,
      id: 'getTenants',
      summary: 'All tenants',
      answer: record({ tenants: listOf(text) }),
    },
  },
  '/tenants/{key}': {
    delete: {
      ...server,
      id: 'deleteTenant',
      summary: 'Forget a tenant',
      answer: done,
      refusals: [404],
    },
  },
  '/openapi.json': {
    get: { ...server, id: 'getOpenApi', summary: 'This document', answer: { type: 'object' } },
  },
  '/apis/openapi.json': {
    get: {
      ...server,
      id: 'getApisOpenApi',
      summary: 'The OpenAPI document of the APIs: each case is a named example',
      query: { api: 'of this API only', version: '`3.1` (default) or `3.0`' },
      answer: { type: 'object' },
      refusals: [400, 404],
      open: true,
    },
  },
  '/apis/openapi.yaml': {
    get: {
      ...server,
      id: 'getApisOpenApiYaml',
      summary: 'The same as YAML',
      query: { api: 'of this API only', version: '`3.1` (default) or `3.0`' },
      answer: text,
      also: { 'application/yaml': text },
      refusals: [400, 404],
      open: true,
    },
  },
  '/cases': {
    get: {
      ...cases,
      id: 'getCases',
      summary: 'Every answer there is, how to get it, how often it was given',
      query: { api: 'of this API only', scope: '`run`: counts of all tenants since the start' },
      answer: record({ cases: listOf(ref('Case')) }),
    },
  },
  '/cases/coverage': {
    get: {
      ...cases,
      id: 'getCoverage',
      summary: 'Which cases were exercised: JSON, a table, or JUnit XML',
      query: { scope: '`run`: of all tenants since the start, whatever was reset or dropped' },
      answer: ref('Coverage'),
      also: { 'text/plain': text, 'application/xml': text },
      refusals: [406],
    },
  },
  '/note-kinds': {
    get: {
      ...cases,
      id: 'getNoteKinds',
      summary: 'Chinese titles of the kinds of notes, and what to do',
      answer: record({ kinds: listOf(record({ kind: text, title: text, advice: text })) }),
    },
  },
  '/use': {
    get: { ...cases, id: 'getUses', summary: 'The cases in use', answer: ref('Uses') },
    put: {
      ...cases,
      id: 'useCase',
      summary: 'Answer every call with a case, until told otherwise',
      body: fieldsOf(useFields),
      answer: ref('Uses'),
      refusals: [400],
    },
    delete: { ...cases, id: 'useNothing', summary: 'Take all out of use', answer: ref('Uses') },
  },
  '/clock': {
    get: { ...clock, id: 'getClock', summary: 'What time it is' },
    put: {
      ...clock,
      id: 'setClock',
      summary: 'Set, shift, stop or start the clock',
      body: fieldsOf(clockFields),
      refusals: [400],
    },
  },
  '/clock/advance': {
    post: {
      ...clock,
      id: 'advanceClock',
      summary: 'Move it on, or back',
      body: fieldsOf(advanceFields),
      refusals: [400],
    },
  },
  '/clock/freeze': { post: { ...clock, id: 'freezeClock', summary: 'Stop it' } },
  '/clock/resume': { post: { ...clock, id: 'resumeClock', summary: 'Let it run on' } },
  '/world': {
    get: { ...world, id: 'getWorld', summary: 'All that is kept', answer: ref('World') },
    patch: { ...worldChange, id: 'patchWorld', summary: 'Merge into it, list by list, by key' },
    put: { ...worldChange, id: 'replaceWorld', summary: 'Put another in its place' },
  },
  '/snapshots': {
    get: {
      ...snapshots,
      id: 'getSnapshots',
      summary: 'Their names',
      answer: record({ snapshots: listOf(text) }),
    },
  },
  '/snapshots/{name}': {
    get: {
      ...snapshots,
      id: 'exportSnapshot',
      summary: 'The world as it was taken',
      answer: ref('World'),
      refusals: [404],
    },
    put: {
      ...snapshots,
      id: 'putSnapshot',
      summary: 'Keep the world as it is, or the one in the body',
      body: ref('World'),
      optional: true,
      answer: record({ name: text }),
      refusals: [400, 409],
    },
    delete: {
      ...snapshots,
      id: 'deleteSnapshot',
      summary: 'Forget one',
      answer: done,
      refusals: [404],
    },
  },
  '/snapshots/{name}/restore': {
    post: {
      ...snapshots,
      id: 'restoreSnapshot',
      summary: 'Put it in place of the world',
      answer: ref('World'),
      refusals: [404, 409],
    },
  },
  '/snapshots/{a}/diff/{b}': {
    get: {
      ...snapshots,
      id: 'compareSnapshots',
      summary: 'Where two differ',
      answer: record({ differences: listOf(ref('Difference')) }),
      refusals: [404],
    },
  },
  ...wechatCalls,
  '/sms': {
    get: { ...wechat, id: 'getMessages', summary: 'The phones’ inbox', answer: ref('Inbox') },
    post: {
      ...wechat,
      id: 'sendMessage',
      summary: 'Send a verification code',
      body: fieldsOf(smsFields),
      answer: ref('Inbox'),
      refusals: [400],
    },
  },
  '/tokens/introspect': {
    post: {
      ...wechat,
      id: 'introspectToken',
      summary: 'Whether a token is this mock’s and alive',
      body: fieldsOf(tokenFields),
      answer: ref('TokenState'),
      refusals: [400],
    },
  },
  '/jwks.json': {
    get: {
      ...wechat,
      id: 'getKeys',
      summary: 'Public keys of signed tokens',
      answer: record({ keys: listOf({ type: 'object' }) }),
    },
  },
  '/events': {
    get: {
      tag: 'requests',
      id: 'followRequests',
      summary: 'Entries of the journal as they come, as server-sent events',
      query: { secrets: '`true` shows what is masked otherwise' },
      answer: text,
      also: { 'text/event-stream': text },
      refusals: [503],
    },
  },
}
