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
