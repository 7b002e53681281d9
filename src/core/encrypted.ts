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

/** The bytes of a base64 text as one platform's own reader takes it; undefined where it refuses the text. */
export type ReadBase64 = (text: string) => Buffer | undefined

/**
 * `Convert.FromBase64String`: blanks, tabs and line ends between the letters are skipped; anything else
 * that is no letter of the alphabet (`-` and `_` too), or a missing or misplaced `=`, is refused.
 */
export const dotNetBase64: ReadBase64 = (text) => {
  const letters = text.replace(/[ \t\r\n]+/g, '')
  if (letters.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(letters)) return undefined
  return Buffer.from(letters, 'base64')
}

/** `base64_decode` without its second argument: whatever is no letter is skipped, `=`, `-` and `_` too. */
export const phpBase64: ReadBase64 = (text) =>
  Buffer.from(text.replace(/[^A-Za-z0-9+/]+/g, ''), 'base64')
