import type { CodeOrder, Context } from '../../core/context.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import { ok, type Outcome } from '../../core/outcome.ts'
import { people } from '../../core/records.ts'
import type { Infer } from '../../core/schema.ts'
import type { PageAnswer } from '../../dialects/wechat/answers.ts'
import { given, refuseWith } from '../shared/handling.ts'
import { appOf } from './calls.ts'
import { cases } from './cases.ts'
import {
  consentPage,
  deniedPage,
  failingCodes,
  languageOf,
  orderFor,
  type Asked,
} from './consent-page.ts'
import { exampleRedirect, type consentRequest } from './dtos.ts'
import type { App } from './records.ts'

type Request = Infer<typeof consentRequest>

/**
 * Returns the handler of a consent page: shows the page, or redirects for the chosen person
 * (docs/spec/wechat-platform.md#the-consent-page).
 */
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
    return redirect(asked, holder(context), context)
  }

/** Returns the order for the person who holds the phone, else for a new person. */
const holder = ({ phone }: Context): CodeOrder => ({ person: phone.holder()?.id ?? 'mock:new' })

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

/**
 * Answers a denied consent. WeChat shows a page that the user can close; according to older documents, WeChat
 * redirects back with `state` alone.
 */
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

/** Appends fields to the query of a URL, before its fragment (U). */
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

const askedAnyway = (sent: Request | undefined): Asked => ({
  appId: given(sent?.appid) ?? '',
  redirect: absolute(given(sent?.redirect_uri) ?? '') ?? new URL(exampleRedirect),
  scope: given(sent?.scope) ?? 'snsapi_userinfo',
  state: sent?.state ?? undefined,
})

type Forced = (sent: Request | undefined, context: Context) => Outcome<PageAnswer>

/** Returns the forced successes of a consent page, which ignore errors in the request. */
export const forcedConsent = (path: string): Readonly<Record<string, Forced>> => ({
  success: (sent, context) => redirect(askedAnyway(sent), holder(context), context),
  'consent-page': (sent, context) =>
    ok({ html: consentPage(askedAnyway(sent), sent ?? {}, path, context) }, cases['consent-page']),
  denied: (sent, context) => denied(askedAnyway(sent), sent ?? {}, context),
})

/** Answers the `wx` of this package with JSON, because a script cannot follow a redirect. */
const answerScript = (input: Request, context: Context): Outcome<PageAnswer> => {
  const chosen = given(input.mock_person)
  const appId = given(input.appid) ?? ''
  const order = chosen === undefined ? holder(context) : orderFor(chosen, context)
  if (order === undefined)
    return refuseMock(context, 'mock_person', 'is nobody of this world and no case')
  const { phone } = context
  switch (input.mock_answer) {
    case 'login':
      return json(phone.issueCode(appId === '' ? order : { ...order, appId }))
    case 'phone':
    case 'profile': {
      const person = order.person
      if (person === undefined || person === 'mock:new')
        return refuseMock(context, 'mock_person', 'has no phone and no profile')
      if (input.mock_answer === 'profile') return json(phone.sign({ person, appId }))
      // The session key is left out, because WeChat never sends it to a phone.
      const { code, encryptedData, iv } = phone.encrypt({ person, appId })
      return json({ code, encryptedData, iv })
    }
    default:
      return refuseMock(context, 'mock_answer', 'is not login, phone or profile')
  }
}

const json = (value: object): Outcome<PageAnswer> => ok({ json: JSON.stringify(value) })

const refuseMock = (context: Context, path: string, what: string): Outcome<never> =>
  refuseWith(context, cases['page-parameter-invalid'], {
    kind: 'mock-parameter',
    message: `\`${path}\` ${what}: the mock shows an error page; send another.`,
    path,
  })

const ORDER = ['appid', 'redirect_uri', 'response_type', 'scope', 'state'] as const
const STATE = /^[A-Za-z0-9]{0,128}$/

/**
 * Checks a request for consent as WeChat does, in the order of docs/spec/wechat-platform.md#the-consent-page.
 * Returns the checked request, or the failure.
 */
const checkConsent = (
  input: Request,
  scopes: readonly string[],
  context: Context,
): Asked | Outcome<never> => {
  const appId = given(input.appid)
  if (appId === undefined) return refuse(context, 'page-appid-missing', 'appid', 'is missing')
  const uri = given(input.redirect_uri)
  if (uri === undefined)
    return refuse(context, 'redirect-uri-missing', 'redirect_uri', 'is missing')
  const scope = given(input.scope)
  if (scope === undefined) return refuse(context, 'scope-missing', 'scope', 'is missing')
  if (!scopes.includes(scope))
    return refuse(
      context,
      'scope-not-permitted',
      'scope',
      'is none of this page’s',
      `send ${scopes.join(' or ')}`,
    )
  const app = appOf(appId, context)
  const wrongApp = checkKind(app, scopes, context)
  if (wrongApp !== undefined) return wrongApp
  const redirect = absolute(uri)
  if (redirect === undefined)
    return refuse(
      context,
      'redirect-domain-mismatch',
      'redirect_uri',
      'is no absolute http or https URL',
      'send one, percent-encoded',
    )
  const hosts = hostsOf(app)
  if (hosts !== undefined && !hosts.includes(redirect.host) && !hosts.includes(redirect.hostname))
    return refuse(
      context,
      'redirect-domain-mismatch',
      'redirect_uri',
      `is at ${redirect.host}, and the world's app has the redirectDomain ${hosts.join(', ')}`,
      'send one of that host, or change `redirectDomain`',
    )
  if (input.response_type !== 'code')
    return refuse(context, 'page-parameter-invalid', 'response_type', 'is not code', 'send code')
  if (!STATE.test(input.state ?? ''))
    return refuse(
      context,
      'page-parameter-invalid',
      'state',
      'has over 128 characters, or others than A-Z a-z 0-9',
      'send such',
    )
  return checkOrder(input, context) ?? { appId, redirect, scope, state: input.state ?? undefined }
}

const refuse = (
  context: Context,
  name: keyof typeof cases,
  path: string,
  what: string,
  fix = 'send it',
): Outcome<never> =>
  refuseWith(context, cases[name], {
    kind: 'consent-refused',
    message: `\`${path}\` ${what}: WeChat shows its error page ${cases[name].code}; ${fix}.`,
    path,
  })

/**
 * Refuses the `appid` of a website or mobile app on the page for official accounts: such apps belong to the
 * open platform. In strict mode, also refuses apps that the world does not list.
 */
const checkKind = (
  app: App | undefined,
  scopes: readonly string[],
  context: Context,
): Outcome<never> | undefined => {
  if (app === undefined)
    return context.wechat.strict
      ? refuse(
          context,
          'platform-not-authorized',
          'appid',
          'is none of the world’s apps',
          'add it to `apps`, or start without --strict',
        )
      : undefined
  const isOpenPlatform = app.kind != null && app.kind !== 'officialAccount'
  return isOpenPlatform && !scopes.includes('snsapi_login')
    ? refuse(
        context,
        'open-platform-appid',
        'appid',
        `is of a ${String(app.kind)} in the world`,
        'send that of an official account, or use /connect/qrconnect',
      )
    : undefined
}

const hostsOf = (app: App | undefined): readonly string[] | undefined => {
  // The world's file may have a single host in place of a list.
  const domain: unknown = app?.redirectDomain
  if (typeof domain === 'string') return [domain.toLowerCase()]
  return Array.isArray(domain) ? domain.map((one) => String(one).toLowerCase()) : undefined
}

/** Parses an absolute URL. The mock redirects only to http and https. */
const absolute = (uri: string): URL | undefined =>
  /^https?:\/\//i.test(uri) && URL.canParse(uri) ? new URL(uri) : undefined

/**
 * Checks the order of the parameters: the fields of `input` are in the order in which the client sent them.
 */
const checkOrder = (input: Request, context: Context): Outcome<never> | undefined => {
  const sent = Object.keys(input).filter((name) => (ORDER as readonly string[]).includes(name))
  const wanted = ORDER.filter((name) => sent.includes(name))
  const [actual, expected] = [sent.join(', '), wanted.join(', ')]
  if (actual === expected) return undefined
  const note: Note = {
    kind: 'consent-order',
    message: `The parameters come in the order ${actual}: WeChat wants ${expected} and may show an error page; send them so.`,
    expected,
    actual,
  }
  if (context.wechat.strict) return refuseWith(context, cases['page-parameter-invalid'], note)
  context.note(note)
  return undefined
}
