import type { CodeOrder, Context, Phone } from '../../core/context.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { people } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import type { PageAnswer } from '../../dialects/wechat/answers.ts'
import { given, refuseWith } from '../shared/handling.ts'
import { cases } from './cases.ts'
import { checkConsent, type Asked } from './check-consent.ts'
import {
  consentPage,
  deniedPage,
  errorPage,
  failingCodes,
  languageOf,
  orderFor,
} from './consent-page.ts'
import type { consentRequest } from './dtos.ts'

type Request = Infer<typeof consentRequest>

/** Asks somebody for consent, or answers for who was chosen (docs/spec/wechat-platform.md#the-consent-page). */
export const consent =
  (path: string, scopes: readonly string[]) =>
  (input: Request, context: Context): Outcome<PageAnswer> => {
    if (given(input.mock_answer) !== undefined) return answerScript(input, context)
    const asked = checkConsent(input, scopes, context)
    if ('kind' in asked) return asked
    const chosen = given(input.mock_person)
    if (chosen !== undefined) return choose(chosen, asked, input, context)
    if (asked.scope !== 'snsapi_base')
      return ok({ html: consentPage(asked, input, path, context) }, cases['consent-page'])
    return redirect(asked, { person: context.phone.holder()?.id ?? 'mock:new' }, context)
  }

const choose = (
  chosen: string,
  asked: Asked,
  input: Request,
  context: Context,
): Outcome<PageAnswer> => {
  if (chosen === 'deny') return denied(asked, input, context)
  const order = orderFor(chosen, context)
  if (order !== undefined) return redirect(asked, order, context)
  const names = ['new', 'deny', 'snapshot', ...Object.keys(failingCodes)]
  const ids = [...context.world.table(people).values()].slice(0, 100).map(({ id }) => id)
  const nearest = nearestName(chosen, [...ids, ...names])
  return refuseWith(context, cases['page-parameter-invalid'], {
    kind: 'person-unknown',
    message: `\`mock_person\` ${chosen.slice(0, 64)} is nobody of this world and no case: the mock shows an error page; ${nearest === undefined ? `use one of ${[...ids.slice(0, 20), ...names].join(', ')}` : `did you mean ${nearest}?`}`,
    path: 'mock_person',
  })
}

const redirect = (
  { appId, redirect: to, scope, state }: Asked,
  order: CodeOrder,
  { phone }: Context,
): Outcome<PageAnswer> => {
  const { code } = phone.issueCode({ ...order, appId, scope })
  return ok({ location: withQuery(to, { code, state }) })
}

/** WeChat's own way is a page that closes; older documents have it come back with `state` alone. */
const denied = (
  { redirect: to, state }: Asked,
  { lang }: Request,
  { world, wechat }: Context,
): Outcome<PageAnswer> =>
  ok(
    (world.site()['denyRedirects'] ?? wechat.denyRedirects) === true
      ? { location: withQuery(to, { state }) }
      : { html: deniedPage(languageOf(lang)) },
    cases.denied,
  )

/** Behind a query that is there, before the fragment (U). */
const withQuery = (to: URL, fields: Readonly<Record<string, string | undefined>>): string => {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  const [before = '', fragment] = to.href.split(/#(.*)/s, 2)
  const query = pairs.join('&')
  const joined =
    query === ''
      ? before
      : `${before}${before.includes('?') ? (/[?&]$/.test(before) ? '' : '&') : '?'}${query}`
  return fragment === undefined ? joined : `${joined}#${fragment}`
}

/** A failure is one of WeChat's error pages. */
export const consentEnvelope = (
  outcome: Outcome<PageAnswer>,
  input: Request | undefined,
): PageAnswer => {
  if (outcome.kind === 'ok') return outcome.data
  if (outcome.kind === 'invalid') throw new Error('WeChat has no invalid model.')
  return { html: errorPage(outcome.row, languageOf(input?.lang)) }
}

/** Where the example comes from, and where a forced answer goes when the request does not say. */
export const exampleRedirect = 'https://shop.example/callback?from=wechat'

const askedAnyway = (sent: Request | undefined): Asked => {
  const uri = given(sent?.redirect_uri)
  const isHttp = uri !== undefined && /^https?:\/\//i.test(uri) && URL.canParse(uri)
  return {
    appId: given(sent?.appid) ?? '',
    redirect: new URL(isHttp ? uri : exampleRedirect),
    scope: given(sent?.scope) ?? 'snsapi_userinfo',
    state: sent?.state ?? undefined,
  }
}

/** Answers whatever was sent. */
export const forcedConsent = (path: string) => ({
  success: (sent: Request | undefined, context: Context): Outcome<PageAnswer> =>
    redirect(askedAnyway(sent), { person: context.phone.holder()?.id ?? 'mock:new' }, context),
  'consent-page': (sent: Request | undefined, context: Context): Outcome<PageAnswer> =>
    ok({ html: consentPage(askedAnyway(sent), sent ?? {}, path, context) }, cases['consent-page']),
  denied: (sent: Request | undefined, context: Context): Outcome<PageAnswer> =>
    denied(askedAnyway(sent), sent ?? {}, context),
})

/** What `wx` of this package asks for: JSON for a script, which could not follow a redirect. */
const answerScript = (input: Request, context: Context): Outcome<PageAnswer> => {
  const chosen = given(input.mock_person)
  const appId = given(input.appid) ?? ''
  const order =
    chosen === undefined
      ? { person: context.phone.holder()?.id ?? 'mock:new' }
      : orderFor(chosen, context)
  if (order === undefined)
    return refuse(context, 'mock_person', 'is nobody of this world and no case')
  const { phone } = context
  switch (input.mock_answer) {
    case 'login':
      return json(phone.issueCode(appId === '' ? order : { ...order, appId }))
    case 'phone':
    case 'profile': {
      const person = order.person
      if (person === undefined || person === 'mock:new')
        return refuse(context, 'mock_person', 'has no phone and no profile')
      return json(
        input.mock_answer === 'phone'
          ? withoutKey(phone.encrypt({ person, appId }))
          : phone.sign({ person, appId }),
      )
    }
    default:
      return refuse(context, 'mock_answer', 'is not login, phone or profile')
  }
}

const json = (value: object): Outcome<PageAnswer> => ok({ json: JSON.stringify(value) })

/** A phone is not told its session key. */
const withoutKey = ({ encryptedData, iv, code }: ReturnType<Phone['encrypt']>) => ({
  code,
  encryptedData,
  iv,
})

const refuse = (context: Context, path: string, what: string): Outcome<never> =>
  refuseWith(context, cases['page-parameter-invalid'], {
    kind: 'mock-parameter',
    message: `\`${path}\` ${what}: the mock shows an error page; send another.`,
    path,
  })
