import type { CaseRow } from '../../core/case.ts'
import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Infer } from '../../core/schema.ts'
import { given, refuseWith } from '../shared/handling.ts'
import { appOf } from './calls.ts'
import { cases } from './cases.ts'
import type { consentRequest } from './dtos.ts'
import type { App } from './records.ts'

type Request = Infer<typeof consentRequest>

/** What a consent page was asked for, once it is known to be good. */
export interface Asked {
  readonly appId: string
  readonly redirect: URL
  readonly scope: string
  readonly state: string | undefined
}

const ORDER = ['appid', 'redirect_uri', 'response_type', 'scope', 'state'] as const
const STATE = /^[A-Za-z0-9]{0,128}$/

/** Checks a request for consent as WeChat does, in the order of docs/spec/wechat-platform.md#the-consent-page. */
export const checkConsent = (
  input: Request,
  scopes: readonly string[],
  context: Context,
): Asked | Outcome<never> => {
  const refuse = refuser(context)
  const appId = given(input.appid)
  if (appId === undefined)
    return refuse(cases['page-appid-missing'], 'appid', 'is missing', 'send it')
  const uri = given(input.redirect_uri)
  if (uri === undefined)
    return refuse(cases['redirect-uri-missing'], 'redirect_uri', 'is missing', 'send it')
  const scope = given(input.scope)
  if (scope === undefined) return refuse(cases['scope-missing'], 'scope', 'is missing', 'send it')
  if (!scopes.includes(scope))
    return refuse(
      cases['scope-not-permitted'],
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
      cases['redirect-domain-mismatch'],
      'redirect_uri',
      'is no absolute http or https URL',
      'send one, percent-encoded',
    )
  const hosts = hostsOf(app)
  if (hosts !== undefined && !hosts.includes(redirect.host) && !hosts.includes(redirect.hostname))
    return refuse(
      cases['redirect-domain-mismatch'],
      'redirect_uri',
      `is at ${redirect.host}, and the world's app has the redirectDomain ${hosts.join(', ')}`,
      'send one of that host, or change `redirectDomain`',
    )
  if (input.response_type !== 'code')
    return refuse(cases['page-parameter-invalid'], 'response_type', 'is not code', 'send code')
  if (!STATE.test(input.state ?? ''))
    return refuse(
      cases['page-parameter-invalid'],
      'state',
      'has over 128 characters, or others than A-Z a-z 0-9',
      'send such',
    )
  return checkOrder(input, context) ?? { appId, redirect, scope, state: input.state ?? undefined }
}

const refuser =
  (context: Context) =>
  (row: CaseRow, path: string, what: string, fix: string): Outcome<never> =>
    refuseWith(context, row, {
      kind: 'consent-refused',
      message: `\`${path}\` ${what}: WeChat shows its error page ${row.code}; ${fix}.`,
      path,
    })

/** `appid`s of websites and mobile apps are the open platform's; strict: only apps of the world there are. */
const checkKind = (
  app: App | undefined,
  scopes: readonly string[],
  context: Context,
): Outcome<never> | undefined => {
  const refuse = refuser(context)
  if (app === undefined)
    return context.wechat.strict
      ? refuse(
          cases['platform-not-authorized'],
          'appid',
          'is none of the world’s apps',
          'add it to `apps`, or start without --strict',
        )
      : undefined
  const isOpenPlatform = app.kind != null && app.kind !== 'officialAccount'
  return isOpenPlatform && !scopes.includes('snsapi_login')
    ? refuse(
        cases['open-platform-appid'],
        'appid',
        `is of a ${String(app.kind)} in the world`,
        'send that of an official account, or use /connect/qrconnect',
      )
    : undefined
}

const hostsOf = (app: App | undefined): readonly string[] | undefined => {
  // One may stand for a list of one.
  const domain: unknown = app?.redirectDomain
  if (typeof domain === 'string') return [domain.toLowerCase()]
  return Array.isArray(domain) ? domain.map((one) => String(one).toLowerCase()) : undefined
}

/** Nothing but http and https is ever redirected to. */
const absolute = (uri: string): URL | undefined => {
  if (!/^https?:\/\//i.test(uri) || !URL.canParse(uri)) return undefined
  const url = new URL(uri)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined
}

/** Fields come in the order they were sent in. */
const checkOrder = (input: Request, context: Context): Outcome<never> | undefined => {
  const sent = Object.keys(input).filter((name) => (ORDER as readonly string[]).includes(name))
  const wanted = ORDER.filter((name) => sent.includes(name))
  if (sent.join() === wanted.join()) return undefined
  const message = `The parameters come in the order ${sent.join(', ')}: WeChat wants ${wanted.join(', ')} and may show an error page; send them so.`
  const note: Note = {
    kind: 'consent-order',
    message,
    expected: wanted.join(', '),
    actual: sent.join(', '),
  }
  if (context.wechat.strict) return refuseWith(context, cases['page-parameter-invalid'], note)
  context.note(note)
  return undefined
}
