import type { CaseRow } from '../../core/case.ts'
import type { Context, ExchangedPerson, ExchangeFailure } from '../../core/context.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import type { Table } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import { refuseWith, wechatNote } from '../shared/handling.ts'
import { cases } from './cases.ts'
import { exampleDomain, type loginRequest } from './dtos.ts'
import { centers, dataCenterOf, endUserOf, userDomains, type UserDomain } from './records.ts'
import { signatureNote, signatureOf } from './signature.ts'
import { giveTokens } from './tokens.ts'

type LoginInput = Infer<typeof loginRequest>

/** Logs in an end user by a code of an official account. */
export const login = (input: LoginInput, context: Context) => {
  const checked = checkLogin(input, context)
  if ('kind' in checked) return checked
  const exchange = context.wechat.exchange(checked.code, checked.appId)
  if (exchange.kind !== 'person') return wechatRefusal(exchange, context)
  if (exchange.note !== undefined) context.note({ path: 'code', ...exchange.note })
  return ok(logIn(context, checked.domain, exchange))
}

/**
 * Answers a failure of WeChat. The note has WeChat's own message, if it gave one. The case of each failure:
 * docs/spec/behaviour.md#wechat-pretended.
 */
const wechatRefusal = (failure: ExchangeFailure, context: Context): Outcome<never> => {
  const { kind } = failure
  const said = kind === 'refused' ? `${failure.errcode} ${failure.errmsg}` : kind
  return refuseWith(
    context,
    cases[kind === 'refused' ? '5368' : kind === 'unreachable' ? '5367' : '5369'],
    wechatNote(
      failure,
      'code',
      `WeChat's answer to the code was ${said}: the platform got no openid; log in again for another code.`,
    ),
  )
}

const logIn = (
  context: Context,
  domain: UserDomain,
  { person, openId }: Pick<ExchangedPerson, 'person' | 'openId'>,
) => {
  const user = endUserOf(context, domain, openId, person)
  return giveTokens(context, user, context.wechat.countLogin(person).logins)
}

/**
 * Forces a successful login, whatever the client sent. Uses the user domain and the person of the request if
 * they exist.
 */
export const loginAnyway = (input: LoginInput | undefined, context: Context) => {
  const domain = forcedDomain(input?.userDomain ?? '', context)
  const code = input?.code ?? ''
  const exchange = context.wechat.exchange(code, input?.appId ?? '')
  if (exchange.kind === 'person') return ok(logIn(context, domain, exchange))
  const openId = `o${context.derive('enduser-forced', code).base64url(27)}`
  return ok(logIn(context, domain, { person: context.wechat.recognise(openId), openId }))
}

const forcedDomain = (asked: string, { world }: Context): UserDomain => {
  const userDomain = asked === '' ? exampleDomain : asked
  return world.table(userDomains).get(userDomain) ?? { userDomain }
}

/** A checked request, whose code may be handed to WeChat. */
interface CheckedLogin {
  readonly appId: string
  readonly code: string
  readonly domain: UserDomain
}

/**
 * Checks a login by the table of test/documents/002.txt, in the order of docs/spec/spring.md#codes (I).
 * Returns the first failure, or the checked request.
 */
const checkLogin = (input: LoginInput, context: Context): CheckedLogin | Outcome<never> => {
  const { appId, code, userDomain, signature, mcc } = input
  if (isBlank(appId)) return missing(context, 'appId', cases['5218'])
  if (isBlank(code)) return missing(context, 'code', cases['5372'])
  if (isBlank(userDomain)) return missing(context, 'userDomain', cases['5023'])
  if (isBlank(signature)) return missing(context, 'signature', cases['5550'])
  const domain = findDomain(context, userDomain)
  if ('kind' in domain) return domain
  if (signature !== signatureOf(appId, code, domain.secret ?? ''))
    return refuseWith(
      context,
      cases['5420'],
      signatureNoteFor(context, { ...input, signature, appId, code }, domain),
    )
  return (
    checkCenter(context, mcc, domain) ?? checkApp(context, appId, domain) ?? { appId, code, domain }
  )
}

const isBlank = (text: string | null | undefined): text is null | undefined | '' =>
  text === undefined || text === null || text.trim() === ''

const missing = (context: Context, name: string, row: CaseRow): Outcome<never> =>
  refuseWith(context, row, {
    kind: 'required-missing',
    message: `Parameter \`${name}\` is blank or absent: the platform answered ${row.code}; send it in the query or as a form field.`,
    path: name,
  })

/** The form of user domains as seen in clients: `C.DM.10271.5`, `E.SP.12` (I). */
const wellFormed = /^[A-Z]\.[A-Z]{2}\.\d+(\.\d+)?$/

const findDomain = (context: Context, userDomain: string): UserDomain | Outcome<never> => {
  const domains = context.world.table(userDomains)
  const refuse = (row: CaseRow): Outcome<never> =>
    refuseWith(context, row, domainNote(row, userDomain, domains))
  if (!wellFormed.test(userDomain)) return refuse(cases['5013'])
  const domain = domains.get(userDomain)
  if (domain === undefined) return refuse(cases['5015'])
  return domain.status === 'disabled' || domain.status === 0 ? refuse(cases['5104']) : domain
}

const checkCenter = (
  context: Context,
  mcc: number | null | undefined,
  domain: UserDomain,
): Outcome<never> | undefined => {
  if (mcc === undefined || mcc === null) return undefined
  const center = centers.get(mcc)
  const own = dataCenterOf(domain)
  if (center === own) return undefined
  return refuseWith(context, cases[center === undefined ? '6085' : '6084'], {
    kind: 'mcc-centre',
    message:
      center === undefined
        ? `MCC ${mcc} is assigned to no country: the platform answered 6085; leave \`mcc\` out or send the network's own.`
        : `MCC ${mcc} belongs to data centre ${center} and user domain ${domain.userDomain} to ${own}: the platform answered 6084; use a user domain of ${center}.`,
    path: 'mcc',
    expected: own,
    actual: center ?? String(mcc),
  })
}

const checkApp = (
  context: Context,
  appId: string,
  { appIds, userDomain }: UserDomain,
): Outcome<never> | undefined => {
  if (!appIds || appIds.length === 0 || appIds.includes(appId)) return undefined
  return refuseWith(context, cases['5375'], {
    kind: 'app-id-not-configured',
    message: `User domain ${userDomain} lists its appIds, and this is none of them: the platform answered 5375; add it to the world's \`appIds\` or leave the list empty.`,
    path: 'appId',
    expected: appIds.slice(0, 8).join(', '),
    actual: appId.slice(0, 64),
  })
}

/** The largest number of user domains that are read for a note. */
const MOST = 100

/** Returns the note on a refused user domain. */
const domainNote = (row: CaseRow, userDomain: string, domains: Table<UserDomain>): Note => {
  const actual = userDomain.slice(0, 64)
  const outcome = `the platform answered ${row.code}`
  if (row === cases['5104'])
    return {
      kind: 'domain-disabled',
      message: `The world says that user domain ${actual} is disabled: ${outcome}; set its \`status\` to enabled.`,
      path: 'userDomain',
      actual,
    }
  const near = nearestName(
    userDomain,
    some(domains).map((one) => one.userDomain),
  )
  const isMalformed = row === cases['5013']
  const fix =
    near === undefined ? fixes[isMalformed ? 'malformed' : 'unknown'] : `did you mean ${near}?`
  return {
    kind: isMalformed ? 'domain-format' : 'domain-unknown',
    message: `\`userDomain\` is ${actual}, which ${isMalformed ? 'has no form of a user domain' : 'the world does not have'}: ${outcome}; ${fix}`,
    path: 'userDomain',
    ...(near === undefined && !isMalformed ? {} : { expected: near ?? 'C.DM.10271.5' }),
    actual,
  }
}

const fixes = {
  malformed:
    'send a capital letter, two capital letters and one or two numbers with dots between, such as C.DM.10271.5.',
  unknown: "add it to the world's `userDomains`.",
}

const some = (domains: Table<UserDomain>): readonly UserDomain[] => {
  const first: UserDomain[] = []
  for (const domain of domains.values()) if (first.push(domain) === MOST) break
  return first
}

const signatureNoteFor = (
  { world }: Context,
  input: { readonly signature: string; readonly appId: string; readonly code: string },
  { userDomain, secret }: UserDomain,
): Note => {
  const { signature, appId, code } = input
  const others = some(world.table(userDomains)).filter((one) => one.userDomain !== userDomain)
  const secrets = new Map(others.map((one) => [one.userDomain, one.secret ?? '']))
  return signatureNote(signature, { appId, code, secret: secret ?? '', userDomain }, secrets, input)
}
