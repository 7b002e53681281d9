import type { Note, TakeNote } from './note.ts'
import type { Person, World } from './records.ts'

/** Bytes that only the seed and the parts decide; read from the left, as much as is needed. */
export interface Derived {
  /** Lower-case hex digits. */
  hex(digits: number): string
  /** `characters` of unpadded base64url. */
  base64url(characters: number): string
  /** Lower-case 8-4-4-4-12. */
  guid(): string
  /** An integer from 0 up to and without `below`. */
  below(below: number): number
  bytes(count: number): Buffer
}

/** The one source of ids and tokens: HMAC(seed, purpose, parts). Never random, never a counter. */
export type Derive = (purpose: string, ...parts: readonly string[]) => Derived

/** Somebody for whom a login code stands. */
export interface ExchangedPerson {
  readonly kind: 'person'
  readonly person: Person
  readonly openId: string
  /** Empty when WeChat sent none. */
  readonly unionId: string
  /** False for `mock:new`: nobody has an account for them yet. */
  readonly mayHaveAccount: boolean
  /** True when made up on the spot (lenient), not read from the world. */
  readonly derived: boolean
  readonly note?: Note
}

/** A login code that WeChat refuses, or gives no answer to that can be used. */
export type ExchangeFailure =
  | {
      readonly kind: 'refused'
      readonly errcode: number
      readonly errmsg: string
      readonly note?: Note
    }
  | {
      readonly kind: 'unreachable' | 'empty' | 'unreadable' | 'incomplete'
      readonly note?: Note
    }

/** What WeChat answers to a login code (docs/spec/behaviour.md#wechat-pretended). */
export type Exchange = ExchangedPerson | ExchangeFailure

/** As WeChat encrypts it: with and without the country code, and the code. */
export interface PhoneNumber {
  readonly phoneNumber: string
  readonly purePhoneNumber: string
  readonly countryCode: string
}

/** A person with all that a profile shows. */
export type Profile = Person & {
  /** 0 unknown, 1 male, 2 female. */
  readonly gender: number
  readonly nickname: string
  readonly avatar: string
  readonly phone: string
  readonly language: string
  readonly province: string
  readonly city: string
  readonly country: string
}

/** A user's data as WeChat encrypts it, out of its base64. */
export interface Encrypted {
  readonly data: Buffer
  readonly iv: Buffer
}

/** Whose key opens encrypted data, where the key of the login does not: what a note says of it. */
export type OpenedBy =
  /** The key of one of this person's logins before this one. */
  | { readonly kind: 'earlier-login' }
  /** This person's key, in another app. */
  | { readonly kind: 'other-app'; readonly appId: string }
  | { readonly kind: 'other-person'; readonly person: string }
  /** The right key, with the `iv` of other data. */
  | { readonly kind: 'other-iv' }
  /** The right key, but the data holds no phone number. `members`: names of what it holds. */
  | { readonly kind: 'no-phone'; readonly members: readonly string[] }

/** WeChat as the back end of an operation meets it (docs/spec/behaviour.md#wechat-pretended). */
export interface WeChat {
  /** Only known codes, each once, five minutes; encrypted data must decrypt. */
  readonly strict: boolean
  /** Denying comes back with `state` alone, unless the world's `site.denyRedirects` says otherwise. */
  readonly denyRedirects: boolean
  /** Hands a login code to WeChat, as jscode2session and oauth2/access_token would. Marks it used. */
  exchange(code: string, appId: string): Exchange
  /** The person behind an openid or unionid that a client sent itself; made up when unknown. `mock:new` and `mock:person:<id>` work. */
  recognise(openId: string, unionId?: string | null): Person
  /**
   * That person's session key for an app: base64 of 16 bytes. Strict: of the login whose code was
   * exchanged last; lenient: always the same.
   */
  sessionKey(person: Person, appId: string): string
  /** The key that their phone encrypts with: of the latest login, whether its code was exchanged or not; or of the one before. */
  phoneKey(person: Person, appId: string, which: 'current' | 'previous'): string
  /** Strict: counts a login, and returns its number. Lenient: undefined. */
  beginSession(person: Person): number | undefined
  /** Whose key opens data that this person's does not; undefined where nobody's does. Costs: for notes only. */
  whoOpens(person: Person, appId: string, encrypted: Encrypted): OpenedBy | undefined
  /** The phone number inside encrypted data, undefined when it does not decrypt. */
  decrypt(sessionKey: string, encrypted: Encrypted): PhoneNumber | undefined
  /** A phone number to go with text that cannot be decrypted (lenient). */
  inventPhone(from: string): string
  /** The person with what nobody has said made up, in Chinese, the same every time. Costs: ask only for what is shown. */
  profile(person: Person): Profile
  /** Counts a login and returns the person as stored after it; `logins` is 1 at the first. */
  countLogin(person: Person): Person & { readonly logins: number }
}

/** Text messages with codes. Nothing is sent: the world keeps them. */
export interface Sms {
  /** Makes and stores a code for a mobile; the message itself is read at the admin API. */
  send(mobile: string): string
  check(mobile: string, code: string): 'ok' | 'wrong' | 'expired' | 'unknown'
}

/**
 * A made-up value of a kind that faker knows by a dotted name (`person.fullName`, `phone.number`),
 * in Chinese where it can be; decided by the seed and the parts. Undefined for an unknown kind.
 */
export type Fake = (kind: string, ...parts: readonly string[]) => string | undefined

/** The parts of a tenant that a handler may touch. */
export interface Services {
  readonly fake: Fake
  /** Milliseconds since the epoch, of the tenant's clock. */
  readonly now: () => number
  readonly derive: Derive
  readonly world: World
  readonly wechat: WeChat
  readonly sms: Sms
  readonly phone: Phone
}

/** What a handler may touch. No HTTP, no clock of its own, no randomness of its own. */
export interface Context extends Services {
  readonly note: TakeNote
}

/** What `POST /__admin/wechat/codes` takes. */
export interface CodeOrder {
  /** An id of the world's people, or `mock:new` for somebody who has no account yet. */
  readonly person?: string | undefined
  /** A WeChat errcode, or unreachable, empty, unreadable, incomplete. */
  readonly error?: string | number | undefined
  readonly errmsg?: string | undefined
  readonly once?: boolean | undefined
  /** 300 unless said. */
  readonly expiresInSeconds?: number | undefined
  readonly appId?: string | undefined
  /** What the person agreed to. */
  readonly scope?: string | undefined
  /** The person stayed anonymous. */
  readonly snapshot?: boolean | undefined
}

/** What `POST /__admin/wechat/encrypt` takes; the phone is the person's own unless said. */
interface EncryptOrder {
  /** An id of the world's people, or an openid; absent: a pair that decrypts for anybody. */
  readonly person?: string | undefined
  readonly phone?: string | undefined
  readonly appId?: string | undefined
  /** `current`, or `previous`: the key of the login before, which decrypts nothing any more. */
  readonly sessionKey?: string | undefined
}

/** What `POST /__admin/wechat/sign` takes. */
interface SignOrder {
  /** An id of the world's people, or an openid; absent: who holds the phone. */
  readonly person?: string | undefined
  readonly appId?: string | undefined
}

/** Both base64, as an event of WeChat's gives them. */
export interface EncryptedPair {
  readonly encryptedData: string
  readonly iv: string
}

/** What the WeChat app on somebody's phone does. What names nobody throws an error with one sentence. */
export interface Phone {
  /** Who holds it: the one that was chosen, else the first of the people; undefined in an empty world. */
  holder(): Person | undefined
  /** Puts it in somebody's hand; undefined: back in that of the first. */
  give(person: string | undefined): Person | undefined
  /** The person of that id or openid. */
  person(idOrOpenId: string): Person | undefined
  issueCode(order: CodeOrder): { readonly code: string; readonly expiresAt: string }
  /** `code` is for /wxa/business/getuserphonenumber. */
  encrypt(order: EncryptOrder): EncryptedPair & {
    readonly code: string
    readonly sessionKey: string
  }
  /** `signature` is sha1(rawData + session key). */
  sign(order: SignOrder): EncryptedPair & { readonly rawData: string; readonly signature: string }
}
