import { codeFields, currentFields, encryptFields, signFields } from '../wechat.ts'
import { fieldsOf, instant, record, text, type Calls } from './describe.ts'

const wechat = { tag: 'wechat' } as const

/** What a phone with WeChat on it is asked for. */
export const wechatCalls: Calls = {
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
}
