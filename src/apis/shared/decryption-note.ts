import type { CaseRow } from '../../core/case.ts'
import type { Context, Encrypted, OpenedBy } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Person } from '../../core/records.ts'
import {
  causeInText,
  type Cause,
  type EncryptedNames,
  type SentEncrypted,
} from './decryption-cause.ts'
import { refuseWith } from './handling.ts'

/** Data that did not decrypt, and the person whose key should decrypt it. */
interface Undecrypted {
  readonly sent: SentEncrypted
  readonly names: EncryptedNames
  readonly read: ReadBase64
  readonly person: Person
  readonly appId: string
  /** The `path` of the note. */
  readonly path: string
  /** A clause with the result: see `outcomeOf`. */
  readonly outcome: string
}

/**
 * Returns a clause with the answer of the server to data that it cannot decrypt. In lenient mode, the clause
 * adds that the mock made up a number instead.
 */
export const outcomeOf = (server: string, message: string, { wechat }: Context): string =>
  wechat.strict
    ? `the ${server} answered ${message}`
    : `the real ${server} answers ${message}, and this mock made a number up`

/** Decodes base64 as a platform's own decoder does. Returns undefined if that decoder refuses the text. */
export type ReadBase64 = (text: string) => Buffer | undefined

/**
 * Decodes base64 as .NET's `Convert.FromBase64String` does: skips spaces, tabs and line ends. Refuses every
 * other character outside the alphabet (also `-` and `_`), and a missing or misplaced `=`.
 */
export const dotNetBase64: ReadBase64 = (text) => {
  const letters = text.replace(/[ \t\r\n]+/g, '')
  if (letters.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(letters)) return undefined
  return Buffer.from(letters, 'base64')
}

/**
 * Decodes base64 as PHP's `base64_decode` without its second argument does: skips every character outside the
 * alphabet, also `=`, `-` and `_`.
 */
export const phpBase64: ReadBase64 = (text) =>
  Buffer.from(text.replace(/[^A-Za-z0-9+/]+/g, ''), 'base64')

/**
 * Decodes data and iv with the server's base64 decoder. Returns undefined if the decoder refuses either of
 * them.
 */
export const encryptedOf = (
  { data, iv }: SentEncrypted,
  read: ReadBase64,
): Encrypted | undefined => {
  const [bytes, vector] = [read(data ?? ''), read(iv ?? '')]
  return bytes === undefined || vector === undefined ? undefined : { data: bytes, iv: vector }
}

/**
 * Returns the note on why data does not decrypt. In lenient mode, returns undefined for data that is well
 * formed but that no known key opens: only WeChat's own server can decrypt data for the real app, so that
 * this is no mistake.
 */
export const decryptionNote = (failed: Undecrypted, { wechat }: Context): Note | undefined => {
  const { sent, names, read, person, appId, path, outcome } = failed
  const encrypted = encryptedOf(sent, read)
  const opened = encrypted && wechat.whoOpens(person, appId, encrypted)
  const cause =
    causeInText(sent, names, read) ??
    (opened === undefined ? undefined : causeInKey(opened, names)) ??
    (wechat.strict ? unknownKey(names) : undefined)
  if (cause === undefined) return undefined
  return {
    kind: 'encrypted-undecryptable',
    message: `${cause.why}: ${outcome}; ${cause.fix}.`,
    path,
  }
}

/**
 * Answers data that did not decrypt. In strict mode fails with the note; in lenient mode, or without a note,
 * makes up a phone number from `from`.
 */
export const phoneInstead = (
  note: Note | undefined,
  row: CaseRow,
  from: string,
  context: Context,
): string | Outcome<never> => {
  if (note !== undefined && context.wechat.strict) return refuseWith(context, row, note)
  if (note !== undefined) context.note(note)
  return context.wechat.inventPhone(from)
}

const causeInKey = (opened: OpenedBy, { data, iv }: EncryptedNames): Cause => {
  switch (opened.kind) {
    case 'earlier-login':
      return {
        why: `${data} was encrypted with the session key of the login before, which a later wx.login replaced`,
        fix: 'call wx.login first, then ask for the phone number',
      }
    case 'other-app':
      return {
        why: `${data} was encrypted for the same person in ${opened.appId === '' ? 'another app' : `app ${opened.appId}`}`,
        fix: 'send what this app got',
      }
    case 'other-person':
      return {
        why: `${data} is another person's: it opens with the session key of ${opened.person}`,
        fix: 'send the data and the login of the same person',
      }
    case 'other-iv':
      return {
        why: `${iv} belongs to other data: the key is right, and only the first block does not open`,
        fix: 'send the iv that came with the data in the same event',
      }
    case 'no-phone':
      return {
        why: `${data} decrypts, but holds ${opened.members.slice(0, 4).join(', ')} and no phone number`,
        fix: 'send what wx.getPhoneNumber gave, not the data of wx.getUserInfo or getUserProfile',
      }
  }
}

const unknownKey = ({ data, iv }: EncryptedNames): Cause => ({
  why: `${data} and ${iv} are whole, but decrypt with no session key of this world`,
  fix: 'send what POST /__admin/wechat/encrypt gives for the same person: a real phone encrypts with a key that only WeChat knows',
})
