import type { Context } from '../../core/context.ts'
import { isoInstant } from '../../core/iso-instant.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { people, phoneCodes } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { given } from '../shared/given.ts'
import { refuseFor, refuseMissing } from './answer.ts'
import { cases } from './cases.ts'
import type { phoneRequest, phoneResponse } from './dtos.ts'
import { checkToken, isOver } from './tokens.ts'

type Request = Infer<typeof phoneRequest>
type Phone = Infer<typeof phoneResponse>

const PERSON = 'mock:person:'

/** The phone number behind the code of the phone number button. */
export const phoneNumber = (input: Request, context: Context): Outcome<Phone> => {
  const token = checkToken(input.access_token, 'app', true, context)
  if (!('token' in token)) return token
  const code = given(input.code)
  if (code === undefined) return refuseMissing(context, cases['code-missing'], 'code')
  const phone = phoneOf(code, context)
  return typeof phone === 'string' ? ok(answerOf(phone, token.appId ?? '', context)) : phone
}

/** A code that was given here works once, five minutes (D). Lenient: any other stands for some number. */
const phoneOf = (code: string, context: Context): string | Outcome<never> => {
  const { world, wechat, now } = context
  if (code.startsWith(PERSON)) {
    const person = world.table(people).get(code.slice(PERSON.length))
    if (person !== undefined) return person.phone ?? wechat.inventPhone(person.id)
  }
  const table = world.table(phoneCodes)
  const record = table.get(code)
  if (record === undefined)
    return wechat.strict
      ? invalid('code-unknown', '`code` was never given here', context)
      : wechat.inventPhone(code)
  if (typeof record.usedAt === 'string')
    return invalid('code-reused', `\`code\` was used at ${record.usedAt} and works once`, context)
  if (isOver(record.expiresAt, now()))
    return invalid('code-expired', `\`code\` expired at ${record.expiresAt ?? ''}`, context)
  table.put({ ...record, usedAt: isoInstant(now()) })
  return record.phone ?? wechat.inventPhone(code)
}

const invalid = (kind: Note['kind'], cause: string, context: Context): Outcome<never> =>
  refuseFor(context, cases['code-invalid'], {
    kind,
    cause,
    fix: 'POST /__admin/wechat/encrypt gives another',
    path: 'code',
  })

const answerOf = (phone: string, appid: string, { now }: Context): Phone => ({
  errcode: 0,
  errmsg: 'ok',
  phone_info: {
    phoneNumber: phone,
    purePhoneNumber: phone,
    countryCode: '86',
    watermark: { timestamp: Math.floor(now() / 1000), appid },
  },
})

/** A phone number whatever was sent. */
export const phoneAnyway = (sent: Request | undefined, context: Context): Outcome<Phone> =>
  ok(answerOf(context.wechat.inventPhone(given(sent?.code) ?? ''), '', context))
