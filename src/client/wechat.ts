import type { AdminCalls, Inbox } from './admin-calls.ts'
import type { AdminCaller } from './admin-caller.ts'

/** What WeChat would have given to a client. */
export interface WeChatCalls {
  /** A login code of a person, or one that fails. */
  readonly code: (
    wanted?: AdminCalls['issueCode']['body'],
  ) => Promise<AdminCalls['issueCode']['answer']>
  /** A phone number as a phone would send it. */
  readonly encrypt: (
    wanted?: AdminCalls['encryptPhone']['body'],
  ) => Promise<AdminCalls['encryptPhone']['answer']>
  /** A profile as `wx.getUserProfile` would give it. */
  readonly sign: (
    wanted?: AdminCalls['signProfile']['body'],
  ) => Promise<AdminCalls['signProfile']['answer']>
  /** Id of the person who holds the phone; null in a world without people. */
  readonly current: () => Promise<string | null>
  /** Puts the phone in somebody's hand; undefined: in that of the first of the people. */
  readonly loginAs: (person: string | undefined) => Promise<string | null>
}

/** A text message with a verification code. */
export type Message = Inbox['messages'][number]

/** The phones' inbox. */
export interface SmsCalls {
  /** The message that a mobile got last; undefined when it got none. */
  readonly latest: (mobile: string) => Promise<Message | undefined>
  readonly list: () => Promise<readonly Message[]>
  /** Sends a verification code: the given one, or one that is made up. */
  readonly send: (mobile: string, code?: string) => Promise<Message | undefined>
}

/** Tokens that the mock gave out. */
export interface TokenCalls {
  /** Whether a token is this mock's and alive. */
  readonly introspect: (token: string) => Promise<AdminCalls['introspectToken']['answer']>
  /** Public keys (JWK) of signed tokens. */
  readonly keys: () => Promise<AdminCalls['getKeys']['answer']['keys']>
}

export const wechatCalls = ({ call }: AdminCaller): WeChatCalls => ({
  code: (body = {}) => call('issueCode', { body }),
  encrypt: (body = {}) => call('encryptPhone', { body }),
  sign: (body = {}) => call('signProfile', { body }),
  current: async () => (await call('getCurrentPerson')).person,
  loginAs: async (person) => (await call('setCurrentPerson', { body: { person } })).person,
})

export const smsCalls = ({ call }: AdminCaller): SmsCalls => {
  const of = (mobile: string, { messages }: Inbox): Message | undefined =>
    messages.find((message) => message.mobile === mobile)
  return {
    latest: async (mobile) => of(mobile, await call('getMessages')),
    list: async () => (await call('getMessages')).messages,
    send: async (mobile, code) => of(mobile, await call('sendMessage', { body: { mobile, code } })),
  }
}

export const tokenCalls = ({ call }: AdminCaller): TokenCalls => ({
  introspect: (token) => call('introspectToken', { body: { token } }),
  keys: async () => (await call('getKeys')).keys,
})
