import type { Person } from './records.ts'

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
export interface EncryptOrder {
  /** An id of the world's people, or an openid; absent: a pair that decrypts for anybody. */
  readonly person?: string | undefined
  readonly phone?: string | undefined
  readonly appId?: string | undefined
  /** `current`, or `previous`: the key of the login before, which decrypts nothing any more. */
  readonly sessionKey?: string | undefined
}

/** What `POST /__admin/wechat/sign` takes. */
export interface SignOrder {
  /** An id of the world's people, or an openid; absent: who holds the phone. */
  readonly person?: string | undefined
  readonly appId?: string | undefined
}

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
