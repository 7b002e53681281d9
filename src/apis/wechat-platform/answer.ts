import type { CaseRow } from '../../core/case.ts'
import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import { withRid } from '../../core/wechat-failures.ts'
import { broken } from '../../dialects/wechat/answers.ts'
import { refuseWith } from '../shared/handling.ts'

type Fields = Readonly<Record<string, unknown>>

/** A success is its own answer; a failure is an errcode and its text, or what a broken WeChat sends. */
export const envelope = <Answer extends Fields>(
  outcome: Outcome<Answer>,
  input: Fields | undefined,
  context: Context,
): Answer => {
  if (outcome.kind === 'ok') return outcome.data
  if (outcome.kind === 'invalid') throw new Error('WeChat has no invalid model.')
  return failureOf(outcome.row, outcome.message, input, context) as unknown as Answer
}

const silences: Readonly<Record<string, object>> = {
  'wechat-unreachable': broken.unreachable,
  'wechat-empty': broken.empty,
  'wechat-unreadable': broken.unreadable,
  'wechat-incomplete': broken.incomplete,
}

const failureOf = (
  row: CaseRow,
  message: string | undefined,
  input: Fields | undefined,
  context: Context,
): object => {
  if (Object.hasOwn(silences, row.name)) return silences[row.name] ?? {}
  const text = (message ?? row.message).replaceAll('<ip>', () => addressOf(input?.['clientIp']))
  return { errcode: row.code, errmsg: withRid(text, context, row.name, textOf(input)) }
}

/** IPv4 as it is written, also where the socket is one of IPv6. */
export const addressOf = (clientIp: unknown): string =>
  typeof clientIp === 'string' ? clientIp.replace(/^::ffff:/i, '') : '127.0.0.1'

/** What tells one request from another in the same second. */
const textOf = (input: Fields | undefined): string =>
  Object.values(input ?? {})
    .filter((value) => typeof value === 'string')
    .join(' ')

/** Fails because a parameter is missing. */
export const refuseMissing = (context: Context, row: CaseRow, path: string): Outcome<never> =>
  refuseWith(context, row, {
    kind: 'required-missing',
    message: `\`${path}\` is missing or empty: WeChat answered ${row.code}; send it.`,
    path,
  })

/** Fails because of what a parameter says; the note names the cause and the fix. */
export const refuseFor = (
  context: Context,
  row: CaseRow,
  note: Omit<Note, 'message'> & { readonly cause: string; readonly fix: string },
): Outcome<never> => {
  const { cause, fix, ...rest } = note
  return refuseWith(context, row, {
    ...rest,
    message: `${cause}: WeChat answered ${row.code}; ${fix}.`,
  })
}
