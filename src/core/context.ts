import type { Note, TakeNote } from './note.ts'
import type { Person, World } from './records.ts'

/** Bytes that the seed, the purpose and the parts determine. Every method reads them from the first byte. */
export interface Derived {
  /** Lower-case hex digits. */
  hex(digits: number): string
  /** `characters` is the length of the text, in unpadded base64url. */
  base64url(characters: number): string
  /** Lower-case hex digits in groups of 8-4-4-4-12. */
  guid(): string
  /** An integer from 0 to `below` - 1. */
  below(below: number): number
  bytes(count: number): Buffer
}

/**
 * Derives bytes for ids and tokens by HMAC(seed, purpose, parts). All ids and tokens come from here, never
 * from random numbers or counters.
 */
export type Derive = (purpose: string, ...parts: readonly string[]) => Derived

/** The person for whom a login code stands. */
export interface ExchangedPerson {
  readonly kind: 'person'
  readonly person: Person
  readonly openId: string
  /** Empty when WeChat sent no unionid. */
  readonly unionId: string
  /** False for `mock:new`: this person has no account yet. */
  readonly mayHaveAccount: boolean
  /** True when the person was made up for this request (lenient mode) and is not in the world. */
  readonly derived: boolean
  readonly note?: Note
}

/** A login code that WeChat refuses, or to which WeChat gives no usable answer. */
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

/** The result of handing a login code to WeChat (docs/spec/behaviour.md#wechat-pretended). */
export type Exchange = ExchangedPerson | ExchangeFailure

/** A phone number as WeChat encrypts it: with the country code, without it, and the country code alone. */
export interface PhoneNumber {
  readonly phoneNumber: string
  readonly purePhoneNumber: string
  readonly countryCode: string
}

/** A person with every field that a profile shows. */
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

/** A user's data as WeChat encrypts it, decoded from base64. */
export interface Encrypted {
  readonly data: Buffer
  readonly iv: Buffer
}

/** Whose key decrypts the data when the key of the login does not. A note names the cause by it. */
export type OpenedBy =
  /** The key of an earlier login of this person. */
  | { readonly kind: 'earlier-login' }
  /** The key of this person in another app. */
  | { readonly kind: 'other-app'; readonly appId: string }
  | { readonly kind: 'other-person'; readonly person: string }
  /** The key is right, but the `iv` belongs to other data. */
  | { readonly kind: 'other-iv' }
  /** The key is right, but the data holds no phone number. `members` are the names that the data holds. */
  | { readonly kind: 'no-phone'; readonly members: readonly string[] }

/** WeChat as the back end of an operation sees it (docs/spec/behaviour.md#wechat-pretended). */
export interface WeChat {
  /** True: WeChat takes only known codes, each once and for five minutes, and encrypted data must decrypt. */
  readonly strict: boolean
  /**
   * True: a denied consent redirects back with `state` alone. The world's `site.denyRedirects` takes
   * precedence.
   */
  readonly denyRedirects: boolean
  /** Hands a login code to WeChat, as jscode2session and oauth2/access_token do. Marks the code as used. */
  exchange(code: string, appId: string): Exchange
  /**
   * Returns the person of an openid or unionid that the client itself sent, and makes up a person for an
   * unknown id. Accepts `mock:new` and `mock:person:<id>`.
   */
  recognise(openId: string, unionId?: string | null): Person
  /**
   * Returns the person's session key for an app: base64 of 16 bytes. In strict mode the key of the login
   * whose code was exchanged last; in lenient mode always the same key.
   */
  sessionKey(person: Person, appId: string): string
  /**
   * Returns the key with which the person's phone encrypts: `current` is the key of the latest login, even if
   * its code was not exchanged; `previous` is the key of the login before.
   */
  phoneKey(person: Person, appId: string, which: 'current' | 'previous'): string
  /** In strict mode counts a login and returns its number. In lenient mode returns undefined. */
  beginSession(person: Person): number | undefined
  /**
   * Finds the owner of the key that decrypts data which this person's key does not decrypt. Returns undefined
   * if no known key does. Slow: call it only for a note.
   */
  whoOpens(person: Person, appId: string, encrypted: Encrypted): OpenedBy | undefined
  /** Decrypts data and returns its phone number. Returns undefined when the data does not decrypt. */
  decrypt(sessionKey: string, encrypted: Encrypted): PhoneNumber | undefined
  /** Makes up a phone number for encrypted text that cannot be decrypted (lenient mode). */
  inventPhone(from: string): string
  /**
   * Returns the person with missing fields made up, in Chinese and the same every time. Slow: call it only
   * when the profile is shown.
   */
  profile(person: Person): Profile
  /** Counts a login and returns the stored person. `logins` is 1 after the first login. */
  countLogin(person: Person): Person & { readonly logins: number }
}

/** Text messages with verification codes. Nothing is sent: the world stores the messages. */
export interface Sms {
  /** Makes and stores a code for a mobile and returns it. The admin API shows the message. */
  send(mobile: string): string
  check(mobile: string, code: string): 'ok' | 'wrong' | 'expired' | 'unknown'
}

/**
 * Returns a made-up value for faker's dotted name (`person.fullName`, `phone.number`), in Chinese where faker
 * can. The seed and the parts determine it. Returns undefined for an unknown kind.
 */
export type Fake = (kind: string, ...parts: readonly string[]) => string | undefined

/** The parts of a tenant that a handler may use. */
export interface Services {
  readonly fake: Fake
  /** The time of the tenant's clock, in milliseconds since the epoch. */
  readonly now: () => number
  readonly derive: Derive
  readonly world: World
  readonly wechat: WeChat
  readonly sms: Sms
  readonly phone: Phone
}

/**
 * Everything that a handler may use. A handler has no access to HTTP, and has no clock and no randomness of
 * its own.
 */
export interface Context extends Services {
  readonly note: TakeNote
}

/** The body of `POST /__admin/wechat/codes`. */
export interface CodeOrder {
  /** An id of the world's people, or `mock:new` for a person without an account. */
  readonly person?: string | undefined
  /** A WeChat errcode, or unreachable, empty, unreadable, incomplete. */
  readonly error?: string | number | undefined
  readonly errmsg?: string | undefined
  readonly once?: boolean | undefined
  /** Default 300. */
  readonly expiresInSeconds?: number | undefined
  readonly appId?: string | undefined
  /** The scope to which the person consented. */
  readonly scope?: string | undefined
  /** True: the person chose to stay anonymous. */
  readonly snapshot?: boolean | undefined
}

/** The body of `POST /__admin/wechat/encrypt`. The phone number defaults to the person's own. */
interface EncryptOrder {
  /** An id of the world's people, or an openid. Absent: the pair decrypts for everybody. */
  readonly person?: string | undefined
  readonly phone?: string | undefined
  readonly appId?: string | undefined
  /** `current`, or `previous` for the key of the login before, which no longer decrypts anything. */
  readonly sessionKey?: string | undefined
}

/** The body of `POST /__admin/wechat/sign`. */
interface SignOrder {
  /** An id of the world's people, or an openid. Absent: the person who holds the phone. */
  readonly person?: string | undefined
  readonly appId?: string | undefined
}

/** The encrypted data and its `iv`, both in base64, as an event of WeChat has them. */
export interface EncryptedPair {
  readonly encryptedData: string
  readonly iv: string
}

/**
 * The WeChat app on a person's phone. `give`, `issueCode`, `encrypt` and `sign` throw an error with a
 * one-sentence message for an unknown person or if no person can be determined.
 */
export interface Phone {
  /**
   * Returns the person who holds the phone: the chosen one, else the first of the people. Returns undefined
   * in an empty world.
   */
  holder(): Person | undefined
  /** Gives the phone to a person. With undefined, gives it back to the first person. */
  give(person: string | undefined): Person | undefined
  /** Returns the person with this id or openid. */
  person(idOrOpenId: string): Person | undefined
  issueCode(order: CodeOrder): { readonly code: string; readonly expiresAt: string }
  /** The returned `code` is for /wxa/business/getuserphonenumber. */
  encrypt(order: EncryptOrder): EncryptedPair & {
    readonly code: string
    readonly sessionKey: string
  }
  /** The returned `signature` is sha1(rawData + session key). */
  sign(order: SignOrder): EncryptedPair & { readonly rawData: string; readonly signature: string }
}
