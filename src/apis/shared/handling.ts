import type { CaseRow } from '../../core/case.ts'
import type { Context, ExchangedPerson, ExchangeFailure } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import type { Note } from '../../core/note.ts'
import { fail, type Outcome } from '../../core/outcome.ts'
import { smsCodes, tokens } from '../../core/records.ts'
import { wechatFailures, type WeChatCase, type WeChatFailure } from '../../core/wechat-failures.ts'

/** Text that says something; undefined for null, empty and white space (`IsNullOrWhiteSpace`). */
export const given = (text: string | null | undefined): string | undefined =>
  text === null || text === undefined || text.trim() === '' ? undefined : text

/**
 * Text a client sent as an identity of its own: not a magic value that names a case
 * (docs/spec/control.md#overrides).
 */
export const ownIdentity = (text: string | null | undefined): string | undefined => {
  const value = given(text)
  return value === undefined || (isMagic(value) && !namesPerson(value)) ? undefined : value
}

/**
 * Whom a forced login is about: whoever the code stands for, where the client sent one of its own, else
 * the person of the API's example.
 */
export const forcedPerson = (
  code: string | null | undefined,
  appId: string,
  exampleOpenId: string,
  { wechat }: Context,
): Pick<ExchangedPerson, 'person' | 'openId' | 'unionId'> => {
  const own = ownIdentity(code)
  const exchange = own === undefined ? undefined : wechat.exchange(own, appId)
  if (exchange?.kind === 'person') return exchange
  const person = wechat.recognise(exampleOpenId)
  return { person, openId: person.openId ?? exampleOpenId, unionId: person.unionId ?? '' }
}

/** `mock:…`, which is never an identity to keep. */
export const isMagic = (text: string): boolean => text.startsWith('mock:')

const namesPerson = (text: string): boolean =>
  text === 'mock:new' || text.startsWith('mock:person:')

/**
 * Fails with a row and says why: no request fails without a note
 * (docs/spec/control.md#journal-entries-and-notes).
 */
export const refuseWith = (
  context: Context,
  row: CaseRow,
  note: Note,
  message?: string,
): Outcome<never> => {
  context.note(note)
  return fail(row, message)
}

interface SentCode {
  /** The parameter it came in. */
  readonly path: string
  readonly mobile: string
  readonly code: string
}

/** Why the code of a text message is refused. */
export const smsNote = (
  checked: 'wrong' | 'expired' | 'unknown',
  { path, mobile, code }: SentCode,
  { world, now }: Context,
): Note => {
  const actual = code.slice(0, 64)
  if (checked === 'wrong')
    return {
      kind: 'verify-code-wrong',
      message: `\`${path}\` is not the code that ${mobile} was sent: the server refused it; GET /__admin/sms shows the right one.`,
      path,
      actual,
    }
  if (checked === 'unknown')
    return {
      kind: 'code-unknown',
      message: `\`${path}\` is a code for ${mobile}, which was sent none: the server refused it; POST /__admin/sms sends one.`,
      path,
      actual,
    }
  const expiresAt = world.table(smsCodes).get(mobile)?.expiresAt ?? ''
  const clock = new Date(now()).toISOString()
  return {
    kind: 'code-expired',
    message: `The code that ${mobile} was sent expired at ${expiresAt} and it is ${clock}: the server refused it; POST /__admin/sms sends another.`,
    path,
    expected: `before ${expiresAt}`,
    actual: clock,
  }
}

/** What WeChat answered in the place of a person: an errcode, or `unreachable`, `empty` and so on. */
export const errorOf = (failure: ExchangeFailure): string =>
  failure.kind === 'refused' ? String(failure.errcode) : failure.kind

/** Why WeChat's answer to the code in `path` gives nobody: what is known of it, else this message. */
export const wechatNote = (failure: ExchangeFailure, path: string, message: string): Note => ({
  path,
  ...(failure.note ?? { kind: 'wechat-refused', message }),
})

/** One row of an error table for each way in which WeChat fails. */
export const wechatRows = (
  rowOf: (failure: WeChatFailure) => Omit<CaseRow, 'name'>,
): Readonly<Record<WeChatCase, Omit<CaseRow, 'name'>>> =>
  Object.fromEntries(
    Object.entries(wechatFailures).map(([name, failure]) => [name, rowOf(failure)]),
  ) as Readonly<Record<WeChatCase, Omit<CaseRow, 'name'>>>

/** An API's cases of WeChat's failures, by what `errorOf` says. */
export const rowsByError = (
  cases: Readonly<Record<WeChatCase, CaseRow>>,
): ReadonlyMap<string, CaseRow> =>
  new Map(
    (Object.keys(wechatFailures) as WeChatCase[]).map((name) => [
      wechatFailures[name].error,
      cases[name],
    ]),
  )

interface NewToken {
  readonly token: string
  readonly api: string
  readonly kind: 'access' | 'refresh' | 'session'
  /** Key of the record it speaks for. */
  readonly subject: string
  /** Its life; absent: it does not end. */
  readonly seconds?: number
}

/** Keeps a token that an API gives out, so that it can be asked about later. */
export const issueToken = (
  { now, world }: Context,
  { token, api, kind, subject, seconds }: NewToken,
): void => {
  const issued = now()
  const issuedAt = isoInstant(issued)
  world
    .table(tokens)
    .put(
      seconds === undefined
        ? { token, api, kind, subject, issuedAt }
        : { token, api, kind, subject, issuedAt, expiresAt: isoInstant(issued + seconds * 1000) },
    )
}
