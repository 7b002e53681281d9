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

/** Data that did not decrypt, and whose it should have been. */
interface Undecrypted {
  readonly sent: SentEncrypted
  readonly names: EncryptedNames
  readonly read: ReadBase64
  readonly person: Person
  readonly appId: string
  /** What a note's `path` says. */
  readonly path: string
  /** What came of it, as a clause: see `outcomeOf`. */
  readonly outcome: string
}

/** What a server answers to data that it cannot decrypt; lenient, this mock does otherwise. */
export const outcomeOf = (server: string, message: string, { wechat }: Context): string =>
  wechat.strict
    ? `the ${server} answered ${message}`
    : `the real ${server} answers ${message}, and this mock made a number up`

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

/** What a server's own base64 reader makes of the two parts; undefined where it refuses one. */
export const encryptedOf = (
  { data, iv }: SentEncrypted,
  read: ReadBase64,
): Encrypted | undefined => {
  const [bytes, vector] = [read(data ?? ''), read(iv ?? '')]
  return bytes === undefined || vector === undefined ? undefined : { data: bytes, iv: vector }
}

/**
 * Why data does not decrypt. Lenient: undefined where some key may open it, which is nothing to speak
 * of, for what WeChat encrypted for the real app only its own server opens.
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
 * What comes of data that did not decrypt: strict, a refusal with the note;
 * lenient, or without a note, a phone number made up `from` it.
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
