import type { Difference, World, Clock, AdminCalls, Inbox } from './admin-calls.ts'
import type { AdminCaller } from './admin-caller.ts'
import { signedDurationMs } from '../core/time.ts'

/** People, accounts, domains and all else that is kept. */
export interface WorldCalls {
  readonly get: () => Promise<World>
  /** Merges lists by their keys, field by field. */
  readonly patch: (world: World) => Promise<World>
  /** Puts a world in place of what there is. */
  readonly replace: (world: World) => Promise<World>
}

/** Named states of the world. */
export interface SnapshotCalls {
  /** Keeps the world as it is, or the one given, under a name. */
  readonly save: (name: string, world?: World) => Promise<void>
  /** Puts a kept world in place of what there is. */
  readonly restore: (name: string) => Promise<World>
  /** Where two kept worlds differ. */
  readonly diff: (a: string, b: string) => Promise<readonly Difference[]>
  readonly get: (name: string) => Promise<World>
  /** Their names. */
  readonly list: () => Promise<readonly string[]>
  readonly remove: (name: string) => Promise<void>
}

export const worldCalls = ({ call }: AdminCaller): WorldCalls => ({
  get: () => call('getWorld'),
  patch: (body) => call('patchWorld', { body }),
  replace: (body) => call('replaceWorld', { body }),
})

export const snapshotCalls = ({ call }: AdminCaller): SnapshotCalls => ({
  save: async (name, world) => {
    await call('putSnapshot', { params: { name }, ...(world === undefined ? {} : { body: world }) })
  },
  restore: (name) => call('restoreSnapshot', { params: { name } }),
  diff: async (a, b) => (await call('compareSnapshots', { params: { a, b } })).differences,
  get: (name) => call('exportSnapshot', { params: { name } }),
  list: async () => (await call('getSnapshots')).snapshots,
  remove: async (name) => {
    await call('deleteSnapshot', { params: { name } })
  },
})

/** The tenant's clock: codes, tokens and the `Date` header follow it. */
export interface ClockCalls {
  readonly get: () => Promise<Clock>
  /** Puts it at an ISO 8601 instant, or so far from the real one: `+2h`, `-30m`. */
  readonly set: (to: string | Date) => Promise<Clock>
  /** Moves it on: `2h`, `90s`, `-5m`, or milliseconds. */
  readonly advance: (by: string | number) => Promise<Clock>
  /** Lets it stand still. */
  readonly freeze: () => Promise<Clock>
  /** Lets it run on. */
  readonly resume: () => Promise<Clock>
}

export const clockCalls = ({ call }: AdminCaller): ClockCalls => ({
  get: () => call('getClock'),
  set: async (to) => {
    const text = typeof to === 'string' ? to : to.toISOString()
    const body = /^[-+]\d/.test(text)
      ? { offsetMs: millisecondsOf(text, 'The shift') }
      : { now: text }
    return call('setClock', { body })
  },
  advance: async (by) => call('advanceClock', { body: { ms: millisecondsOf(by) } }),
  freeze: () => call('freezeClock'),
  resume: () => call('resumeClock'),
})

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

/**
 * Milliseconds of `90s`, `2h30m`, `-5m`, or of a number without a unit. Throws RangeError for anything
 * else; `what` begins its sentence.
 */
export const millisecondsOf = (given: string | number, what = 'The duration'): number => {
  if (typeof given === 'number' && Number.isFinite(given)) return given
  const ms = signedDurationMs(String(given))
  if (ms === undefined)
    throw new RangeError(
      `${what} ${JSON.stringify(given)} cannot be: use a duration such as 90s, 2h30m or -5m.`,
    )
  return ms
}
