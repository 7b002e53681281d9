import type { Difference, World, Clock, AdminCalls, Inbox } from './admin-calls.ts'
import type { AdminCaller } from './admin-caller.ts'
import { signedDurationMs } from '../core/time.ts'

/** Reads and changes the world: people, accounts, domains and its other lists. */
export interface WorldCalls {
  readonly get: () => Promise<World>
  /** Merges the lists record by record, by their keys. Members that are not given stay. */
  readonly patch: (world: World) => Promise<World>
  /** Replaces the world. */
  readonly replace: (world: World) => Promise<World>
}

/** Controls snapshots: named copies of the world. */
export interface SnapshotCalls {
  /** Saves the world, or the given world, under a name. */
  readonly save: (name: string, world?: World) => Promise<void>
  /** Replaces the world by a snapshot. */
  readonly restore: (name: string) => Promise<World>
  /** Lists the differences between two snapshots. */
  readonly diff: (a: string, b: string) => Promise<readonly Difference[]>
  readonly get: (name: string) => Promise<World>
  /** Lists the names of the snapshots. */
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

/** Controls the tenant's clock. Codes, tokens and the `Date` header follow it. */
export interface ClockCalls {
  readonly get: () => Promise<Clock>
  /** Sets the clock to an ISO 8601 instant, or shifts it from the real time: `+2h`, `-30m`. */
  readonly set: (to: string | Date) => Promise<Clock>
  /** Advances the clock: `2h`, `90s`, `-5m`, or milliseconds. */
  readonly advance: (by: string | number) => Promise<Clock>
  /** Stops the clock. */
  readonly freeze: () => Promise<Clock>
  /** Lets the clock run again. */
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

/** Creates what WeChat gives to a client. */
export interface WeChatCalls {
  /** Creates a login code for a person, or a code that fails. */
  readonly code: (
    wanted?: AdminCalls['issueCode']['body'],
  ) => Promise<AdminCalls['issueCode']['answer']>
  /** Encrypts a phone number as a phone would send it. */
  readonly encrypt: (
    wanted?: AdminCalls['encryptPhone']['body'],
  ) => Promise<AdminCalls['encryptPhone']['answer']>
  /** Creates a profile as `wx.getUserProfile` returns it. */
  readonly sign: (
    wanted?: AdminCalls['signProfile']['body'],
  ) => Promise<AdminCalls['signProfile']['answer']>
  /** Resolves to the id of the person who holds the phone; null in a world without people. */
  readonly current: () => Promise<string | null>
  /** Makes a person the holder of the phone. Undefined: the first of the people. */
  readonly loginAs: (person: string | undefined) => Promise<string | null>
}

/** A text message with a verification code. */
export type Message = Inbox['messages'][number]

/** Controls the text messages. */
export interface SmsCalls {
  /** Resolves to the last message to a mobile number, or undefined if there is none. */
  readonly latest: (mobile: string) => Promise<Message | undefined>
  readonly list: () => Promise<readonly Message[]>
  /** Sends a verification code: the given code, or a generated one. */
  readonly send: (mobile: string, code?: string) => Promise<Message | undefined>
}

/** Inspects the tokens that the mock has issued. */
export interface TokenCalls {
  /** Tells whether a token was issued by this mock and is still valid. */
  readonly introspect: (token: string) => Promise<AdminCalls['introspectToken']['answer']>
  /** Lists the public keys (JWK) of signed tokens. */
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
 * Converts `90s`, `2h30m`, `-5m` or a number to milliseconds. Throws RangeError for anything else. `what`
 * begins the error message.
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
