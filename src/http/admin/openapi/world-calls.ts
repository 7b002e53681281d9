import {
  codeFields,
  currentFields,
  encryptFields,
  signFields,
  smsFields,
  tokenFields,
} from '../wechat.ts'
import { advanceFields, clockFields } from '../world.ts'
import {
  done,
  fieldsOf,
  instant,
  listOf,
  record,
  ref,
  text,
  type Call,
  type Calls,
} from './describe.ts'

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

/** The calls about a tenant that WireMock does not have: clock, world, snapshots, WeChat, tokens, events. */
export const worldCalls: Calls = {
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
  '/wechat/codes': {
    post: {
      ...wechat,
      id: 'issueCode',
      summary: 'A login code of a person, or one that fails',
      body: fieldsOf(codeFields),
      optional: true,
      answer: record({ code: text, expiresAt: instant }),
      refusals: [400],
    },
  },
  '/wechat/encrypt': {
    post: {
      ...wechat,
      id: 'encryptPhone',
      summary: 'A phone number as a phone would send it',
      body: fieldsOf(encryptFields),
      answer: record({ encryptedData: text, iv: text, sessionKey: text, code: text }),
      refusals: [400],
    },
  },
  '/wechat/sign': {
    post: {
      ...wechat,
      id: 'signProfile',
      summary: 'A profile as wx.getUserProfile would give it, signed and encrypted',
      body: fieldsOf(signFields),
      optional: true,
      answer: record({ rawData: text, signature: text, encryptedData: text, iv: text }),
      refusals: [400],
    },
  },
  '/wechat/current': {
    get: {
      ...wechat,
      id: 'getCurrentPerson',
      summary: 'Who holds the phone',
      answer: record({ person: { type: ['string', 'null'] } }),
    },
    put: {
      ...wechat,
      id: 'setCurrentPerson',
      summary: 'Put the phone in somebody’s hand; without a person, in that of the first',
      body: fieldsOf(currentFields),
      optional: true,
      answer: record({ person: { type: ['string', 'null'] } }),
      refusals: [400],
    },
  },
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
