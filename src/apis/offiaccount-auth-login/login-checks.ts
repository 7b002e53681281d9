import type { CaseRow } from '../../core/case.ts'
import type { Context } from '../../core/context.ts'
import type { Infer } from '../../core/schema.ts'
import { cases } from './cases.ts'
import { dataCenterOf } from './data-center.ts'
import type { loginRequest } from './dtos.ts'
import { domainNote, mccNote, missingNote, signatureNoteFor } from './login-notes.ts'
import { centerOfMcc } from './mcc.ts'
import { userDomains, type UserDomain } from './records.ts'
import { signatureOf } from './signature.ts'

export type LoginInput = Infer<typeof loginRequest>

/** A request that may go to WeChat. */
export interface CheckedLogin {
  readonly appId: string
  readonly code: string
  readonly domain: UserDomain
}

/**
 * The checks of the table of test/documents/002.txt in the order of docs/spec/spring.md#codes (I):
 * the first that fails.
 */
export const checkLogin = (input: LoginInput, context: Context): CheckedLogin | CaseRow => {
  const { appId, code, userDomain, signature, mcc } = input
  if (isBlank(appId)) return missing(context, 'appId', cases['5218'])
  if (isBlank(code)) return missing(context, 'code', cases['5372'])
  if (isBlank(userDomain)) return missing(context, 'userDomain', cases['5023'])
  if (isBlank(signature)) return missing(context, 'signature', cases['5550'])
  const domain = findDomain(context, userDomain)
  if ('code' in domain) return domain
  if (signature !== signatureOf(appId, code, domain.secret ?? '')) {
    context.note(signatureNoteFor(context, { ...input, signature, appId, code }, domain))
    return cases['5420']
  }
  return (
    checkCenter(context, mcc, domain) ?? checkApp(context, appId, domain) ?? { appId, code, domain }
  )
}

const isBlank = (text: string | null | undefined): text is null | undefined | '' =>
  text === undefined || text === null || text.trim() === ''

const missing = (context: Context, name: string, row: CaseRow): CaseRow => {
  context.note(missingNote(name, row))
  return row
}

/** Seen so in clients: `C.DM.10271.5`, `E.SP.12` (I). */
const wellFormed = /^[A-Z]\.[A-Z]{2}\.\d+(\.\d+)?$/

const findDomain = (context: Context, userDomain: string): UserDomain | CaseRow => {
  const domains = context.world.table(userDomains)
  const refuse = (row: CaseRow): CaseRow => {
    context.note(domainNote(row, userDomain, domains))
    return row
  }
  if (!wellFormed.test(userDomain)) return refuse(cases['5013'])
  const domain = domains.get(userDomain)
  if (domain === undefined) return refuse(cases['5015'])
  return domain.status === 'disabled' || domain.status === 0 ? refuse(cases['5104']) : domain
}

const checkCenter = (
  context: Context,
  mcc: number | null | undefined,
  domain: UserDomain,
): CaseRow | undefined => {
  if (mcc === undefined || mcc === null) return undefined
  const center = centerOfMcc(mcc)
  const own = dataCenterOf(domain)
  if (center === own) return undefined
  context.note(mccNote(mcc, center, own, domain))
  return center === undefined ? cases['6085'] : cases['6084']
}

const checkApp = (
  context: Context,
  appId: string,
  { appIds, userDomain }: UserDomain,
): CaseRow | undefined => {
  if (!appIds || appIds.length === 0 || appIds.includes(appId)) return undefined
  context.note({
    kind: 'app-id-not-configured',
    message: `User domain ${userDomain} lists its appIds, and this is none of them: the platform answered 5375; add it to the world's \`appIds\` or leave the list empty.`,
    path: 'appId',
    expected: appIds.slice(0, 8).join(', '),
    actual: appId.slice(0, 64),
  })
  return cases['5375']
}
