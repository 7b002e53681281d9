import type { Derive, Exchange } from '../core/context.ts'
import type { Note } from '../core/note.ts'
import type { WeChatCode } from '../core/records.ts'
import { errmsgOf, withRid } from '../core/wechat-failures.ts'
import { isOver } from './sms.ts'

export type Failure = Exclude<Exchange, { readonly kind: 'person' }>

/** A code as it was handed in. */
export interface Asked {
  readonly code: string
  readonly appId: string
  /** Of the tenant's clock. */
  readonly now: number
  readonly strict: boolean
}

const INVALID = '40029'
const USED = '40163'
const SILENT = ['unreachable', 'empty', 'unreadable', 'incomplete'] as const

/** Why WeChat does not take a code that the world knows; undefined where it does. */
export const refusalOf = (
  derive: Derive,
  record: WeChatCode,
  asked: Asked,
): Failure | undefined => {
  const { appId, now, strict } = asked
  const code = shown(asked.code)
  if (typeof record.appId === 'string' && appId !== '' && record.appId !== appId)
    return refused(derive, asked, INVALID, {
      kind: 'code-unknown',
      message: `Code ${code} was given to app ${record.appId}, not to ${shown(appId)}: WeChat answers 40029; send the appId it was given to.`,
      expected: record.appId,
      actual: shown(appId),
    })
  if (isOver(record.expiresAt, now)) return refused(derive, asked, INVALID, expired(record, now))
  if (typeof record.usedAt === 'string' && (record.once ?? strict))
    return refused(derive, asked, USED, {
      kind: 'code-reused',
      message: `Code ${code} was used at ${record.usedAt} and works once: WeChat answers 40163; log in again for another.`,
    })
  return undefined
}

/** 40029, for a code that nobody was given. */
export const unknownCode = (derive: Derive, asked: Asked, note: Note): Failure =>
  refused(derive, asked, INVALID, note)

/** Codes come from clients: not all of one is fit for a note. */
export const shown = (code: string): string => (code.length > 64 ? `${code.slice(0, 64)}…` : code)

const expired = ({ code, expiresAt }: WeChatCode, now: number): Note => {
  const end = expiresAt ?? ''
  const clock = new Date(now).toISOString()
  return {
    kind: 'code-expired',
    message: `Code ${shown(code)} expired at ${end} and it is ${clock}: WeChat answers 40029; log in again for another, which lives 5 minutes.`,
    expected: `before ${end}`,
    actual: clock,
  }
}

/** How WeChat fails on a code, because the world says so; undefined where it does not. */
export const failureOf = (
  derive: Derive,
  { code, error, errmsg }: WeChatCode,
  asked: Asked,
): Failure | undefined => {
  if (typeof error !== 'string') return undefined
  const note: Note = {
    kind: 'code-failing',
    message: `The world's code ${shown(code)} has an \`error\`: WeChat answers ${error}; take it away for a login.`,
  }
  const silent = SILENT.find((kind) => kind === error)
  if (silent !== undefined) return { kind: silent, note }
  return isErrcode(error)
    ? refused(derive, asked, error, note, errmsg ?? undefined)
    : { kind: 'unreadable', note }
}

/** Whether text is a WeChat errcode or one of the four failures without one. */
export const isFailure = (error: string): boolean =>
  isErrcode(error) || SILENT.some((kind) => kind === error)

const isErrcode = (error: string): boolean => /^-?\d{1,9}$/.test(error)

const refused = (
  derive: Derive,
  { code, appId, now }: Asked,
  error: string,
  note: Note,
  errmsg = errmsgOf(error),
): Failure => ({
  kind: 'refused',
  errcode: Number(error),
  errmsg: withRid(errmsg, { derive, now: () => now }, code, appId),
  note,
})
