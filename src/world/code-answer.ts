import { percentDecoded } from '../core/wire.ts'
import type { Derive, ExchangeFailure } from '../core/context.ts'
import type { Note } from '../core/note.ts'
import { clip } from '../core/clip.ts'
import { isNoValue } from '../core/reading-notes.ts'
import type { WeChatCode } from '../core/records.ts'
import { errmsgOf, withRid } from '../core/wechat-failures.ts'
import { isOver } from './sms.ts'

/** A login code as a client sent it, with the facts that decide whether WeChat accepts it. */
export interface Asked {
  readonly derive: Derive
  readonly code: string
  readonly appId: string
  /** The time of the tenant's clock, in milliseconds since the epoch. */
  readonly now: number
  readonly strict: boolean
}

const INVALID = '40029'
const USED = '40163'
const SILENT = ['unreachable', 'empty', 'unreadable', 'incomplete'] as const

/** Returns WeChat's refusal of a code that the world has. Returns undefined if WeChat accepts the code. */
export const refusalOf = (record: WeChatCode, asked: Asked): ExchangeFailure | undefined => {
  const { appId, now, strict } = asked
  const code = clip(asked.code)
  if (typeof record.appId === 'string' && appId !== '' && record.appId !== appId)
    return refused(asked, INVALID, {
      kind: 'code-unknown',
      message: `Code ${code} was given to app ${record.appId}, not to ${clip(appId)}: WeChat answers 40029; send the appId it was given to.`,
      expected: record.appId,
      actual: clip(appId),
    })
  if (isOver(record.expiresAt, now)) return refused(asked, INVALID, expired(record, now))
  if (typeof record.usedAt === 'string' && (record.once ?? strict))
    return refused(asked, USED, {
      kind: 'code-reused',
      message: `Code ${code} was used at ${record.usedAt} and works once: WeChat answers 40163; log in again for another.`,
    })
  return undefined
}

/** Returns WeChat's refusal of a code that was given to nobody: errcode 40029. */
export const unknownCode = (asked: Asked, note: Note): ExchangeFailure =>
  refused(asked, INVALID, note)

const expired = ({ code, expiresAt }: WeChatCode, now: number): Note => {
  const end = expiresAt ?? ''
  const clock = new Date(now).toISOString()
  return {
    kind: 'code-expired',
    message: `Code ${clip(code)} expired at ${end} and it is ${clock}: WeChat answers 40029; log in again for another, which lives 5 minutes.`,
    expected: `before ${end}`,
    actual: clock,
  }
}

/** Returns the failure that the world prescribes for a code. Returns undefined if it prescribes none. */
export const failureOf = (
  { code, error, errmsg }: WeChatCode,
  asked: Asked,
): ExchangeFailure | undefined => {
  if (typeof error !== 'string') return undefined
  const note: Note = {
    kind: 'code-failing',
    message: `The world's code ${clip(code)} has an \`error\`: WeChat answers ${error}; take it away for a login.`,
  }
  const silent = SILENT.find((kind) => kind === error)
  if (silent !== undefined) return { kind: silent, note }
  return isErrcode(error)
    ? refused(asked, error, note, errmsg ?? undefined)
    : { kind: 'unreadable', note }
}

/** Returns whether a text is a WeChat errcode or one of the four failures without an errcode. */
export const isFailure = (error: string): boolean =>
  isErrcode(error) || SILENT.some((kind) => kind === error)

const isErrcode = (error: string): boolean => /^-?\d{1,9}$/.test(error)

const refused = (
  { derive, code, appId, now }: Asked,
  error: string,
  note: Note,
  errmsg = errmsgOf(error),
): ExchangeFailure => ({
  kind: 'refused',
  errcode: Number(error),
  errmsg: withRid(errmsg, { derive, now: () => now }, code, appId),
  note,
})

/** Lookups that tell what a text is in the world. */
interface KnownTexts {
  readonly isCode: (text: string) => boolean
  /** Returns the id of the person who has this openid. */
  readonly ownerOfOpenId: (text: string) => string | undefined
  readonly isPhoneCode: (text: string) => boolean
}

interface Slip {
  readonly kind?: Note['kind']
  /** The clause that follows `Code …` in the note. */
  readonly why: string
  readonly fix: string
}

/** Matches a text that consists only of characters that a code may have. */
const PLAIN = /^[0-9A-Za-z_-]+$/
/** Matches WeChat's openids and most made-up ones. Other texts are not looked up among the openids. */
const OPEN_ID = /^(?:o|.*openid)/i
/** WeChat's codes have 32 characters. */
const LENGTH = 32
const LONGEST = 4096
const MOST_PARTS = 16
const ALONE = 'send the code alone'

/**
 * Returns a note that says why a text cannot be a login code, if the text shows it. Returns undefined
 * otherwise. `outcome` is the clause that says what WeChat or the mock does with the text.
 */
export const codeSlip = (code: string, known: KnownTexts, outcome: string): Note | undefined => {
  const slip = slipOf(code.slice(0, LONGEST), known)
  return slip === undefined
    ? undefined
    : {
        kind: slip.kind ?? 'code-altered',
        message: `Code ${clip(code)} ${slip.why}: ${outcome}; ${slip.fix}.`,
        actual: clip(code),
      }
}

const slipOf = (code: string, known: KnownTexts): Slip | undefined => {
  if (isNoValue(code))
    return {
      kind: 'no-value-text',
      why: 'is what a program prints for a variable without a value',
      fix: 'send `res.code` of wx.login, or `code` of the page that WeChat redirected to, and look whether it is there',
    }
  return PLAIN.test(code) ? ofPlain(code, known) : (ofOther(code, known) ?? placeholder(code))
}

const ofPlain = (code: string, { isCode, ownerOfOpenId, isPhoneCode }: KnownTexts) => {
  if (/^(?:CODE|JSCODE|YOUR[_-]?CODE)$/.test(code)) return placeholderSlip
  if (/^[0-9a-f]{64}$/.test(code) || isPhoneCode(code))
    return {
      why: 'is one of the phone number button, not of wx.login',
      fix: 'send `res.code` of wx.login; a server redeems the other at wxa/business/getuserphonenumber',
    }
  const half = code.length / 2
  const first = code.slice(0, Math.floor(half))
  if (half >= LENGTH / 2 && code === first + first)
    return { why: 'is one code twice', fix: 'send it once' }
  if (code.length === 2 * LENGTH && /^0.{31}0/.test(code) && /[G-Zg-z]/.test(code)) return twoCodes
  if (isCode(first) && isCode(code.slice(first.length))) return twoCodes
  const owner = OPEN_ID.test(code) ? ownerOfOpenId(code) : undefined
  return owner === undefined
    ? undefined
    : { why: `is the openid of ${owner}, not a code`, fix: 'send what wx.login gave' }
}

const twoCodes: Slip = { why: 'is two codes in one text', fix: 'send the newer one alone' }

const ofOther = (code: string, { isCode }: KnownTexts): Slip | undefined => {
  const json = codeInJson(code)
  if (json !== undefined) return json
  if (/(?:^|[?&#])(?:js_)?code=/.test(code))
    return {
      why: 'is a whole query or URL and not the code in it',
      fix: 'send the value of its `code` parameter alone',
    }
  const plain = partsOf(code)
  const tail = /^[^#&?]+([#&?].*)$/s.exec(code)?.[1]
  if (tail !== undefined && !/^&(?:quot|amp|lt|gt);/.test(tail))
    return { why: `goes on with \`${clip(tail)}\`, which is no part of it`, fix: ALONE }
  if (/^(["'`]|&quot;).+(?:["'`]|&quot;)$/s.test(code))
    return { why: 'stands in quotes of its own', fix: 'send it without them' }
  if (/%[0-9a-f]{2}/i.test(code) && percentDecoded(code) !== code)
    return {
      why: 'is percent-encoded once more than it is decoded',
      fix: 'encode it once, or not at all in JSON',
    }
  if (plain.length > 1 && plain.every((part) => part.length >= LENGTH / 2 || isCode(part)))
    return twoCodes
  const inner = plain.find((part) => isCode(part))
  const trimmed = code.replace(/^[\s\u200b-\u200f\ufeff]+|[\s\u200b-\u200f\ufeff]+$/g, '')
  if (trimmed !== code)
    return { why: 'has white space or an invisible character around it', fix: 'trim it' }
  return inner === undefined
    ? undefined
    : { why: `holds the code ${clip(inner)} and something around it`, fix: ALONE }
}

const codeInJson = (code: string): Slip | undefined => {
  if (!/^\s*[{[]/.test(code)) return undefined
  return /["']?(?:code|errMsg)["']?\s*:/.test(code)
    ? { why: "is wx.login's whole answer and not the code in it", fix: 'send its `code` alone' }
    : undefined
}

const placeholderSlip: Slip = {
  why: 'is the placeholder of an example',
  fix: 'put the code of wx.login in its place',
}

const placeholder = (code: string): Slip | undefined =>
  /^(?:\$\{[^}]*\}|\{\{[^}]*\}\}|\{\w+\}|<[\w -]+>|:\w+|%s|\$\w+)$/.test(code)
    ? placeholderSlip
    : undefined

const partsOf = (code: string): readonly string[] =>
  code.split(/[^0-9A-Za-z_-]+/, MOST_PARTS).filter((part) => part !== '')
