import type { CaseRow } from '../../core/case.ts'
import type { Context, ExchangedPerson, ExchangeFailure } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import type { Note } from '../../core/note.ts'
import { fail, type Outcome } from '../../core/outcome.ts'
import { smsCodes, tokens } from '../../core/records.ts'
import { wechatFailures, type WeChatCase, type WeChatFailure } from '../../core/wechat-failures.ts'

/** Returns the text, or undefined if it is null, empty or white space (`IsNullOrWhiteSpace`). */
export const given = (text: string | null | undefined): string | undefined =>
  text === null || text === undefined || text.trim() === '' ? undefined : text

/**
 * Returns the text if it identifies a person. Returns undefined for an empty text and for a magic value that
 * names a case (docs/spec/control.md#overrides).
 */
export const ownIdentity = (text: string | null | undefined): string | undefined => {
  const value = given(text)
  return value === undefined || (isMagic(value) && !namesPerson(value)) ? undefined : value
}

/**
 * Returns the person of a forced login: the person for whom the client's code stands, else the person of the
 * API's example.
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

/** Whether a text is a magic value (`mock:…`). Magic values are never stored as identities. */
export const isMagic = (text: string): boolean => text.startsWith('mock:')

const namesPerson = (text: string): boolean =>
  text === 'mock:new' || text.startsWith('mock:person:')

/**
 * Fails with a case and adds a note on the cause: every failure has a note
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
  /** The name of the parameter. */
  readonly path: string
  readonly mobile: string
  readonly code: string
}

/** Returns the note on a refused code of a text message. */
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

/** Returns the errcode of WeChat's failure as text, or `unreachable`, `empty` and so on. */
export const errorOf = (failure: ExchangeFailure): string =>
  failure.kind === 'refused' ? String(failure.errcode) : failure.kind

/**
 * Returns the note on WeChat's failure for the code in `path`: the note of the failure, if it has one, else
 * `message`.
 */
export const wechatNote = (failure: ExchangeFailure, path: string, message: string): Note => ({
  path,
  ...(failure.note ?? { kind: 'wechat-refused', message }),
})

/** Returns one row of an error table for each way in which WeChat fails. */
export const wechatRows = (
  rowOf: (failure: WeChatFailure) => Omit<CaseRow, 'name'>,
): Readonly<Record<WeChatCase, Omit<CaseRow, 'name'>>> =>
  Object.fromEntries(
    Object.entries(wechatFailures).map(([name, failure]) => [name, rowOf(failure)]),
  ) as Readonly<Record<WeChatCase, Omit<CaseRow, 'name'>>>

/** Returns an API's cases for WeChat's failures, by the text that `errorOf` returns. */
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
  /** The key of the record to which the token belongs. */
  readonly subject: string
  /** The lifetime. Absent: the token does not expire. */
  readonly seconds?: number
}

/** Stores a token that an API issues, so that later requests can be checked against it. */
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
