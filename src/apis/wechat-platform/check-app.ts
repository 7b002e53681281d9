import type { Context } from '../../core/context.ts'
import type { Outcome } from '../../core/outcome.ts'
import { given } from '../shared/given.ts'
import { addressOf, refuseFor, refuseMissing } from './answer.ts'
import { cases } from './cases.ts'
import { apps, type App } from './records.ts'

interface Credentials {
  readonly appid?: string | null | undefined
  readonly secret?: string | null | undefined
}

/** The id of an app that may call, or why it may not. Lenient: one that the world does not list may. */
export const checkAppId = ({ appid }: Credentials, context: Context): string | Outcome<never> => {
  const appId = given(appid)
  if (appId === undefined) return refuseMissing(context, cases['appid-missing'], 'appid')
  if (context.wechat.strict && appOf(appId, context) === undefined)
    return refuseFor(context, cases['appid-invalid'], {
      kind: 'app-unknown',
      cause: `The world lists no app ${appId.slice(0, 64)}`,
      fix: 'add it to `apps`, or start without --strict',
      path: 'appid',
    })
  return appId
}

/** The same for calls that send the app's secret. */
export const checkSecret = (input: Credentials, context: Context): string | Outcome<never> => {
  const appId = checkAppId(input, context)
  if (typeof appId !== 'string') return appId
  const secret = given(input.secret)
  if (secret === undefined) return refuseMissing(context, cases['appsecret-missing'], 'secret')
  const expected = appOf(appId, context)?.secret
  if (typeof expected === 'string' && expected !== secret)
    return refuseFor(context, cases['appsecret-invalid'], {
      kind: 'appsecret-wrong',
      cause: `\`secret\` is not the one that the world has for app ${appId.slice(0, 64)}`,
      fix: 'send the `secret` of the world’s `apps`, or change it there',
      path: 'secret',
    })
  return appId
}

/** The same for calls that give an app a token of its own. */
export const checkAccess = (
  input: Credentials & { readonly clientIp?: string | null | undefined },
  context: Context,
): string | Outcome<never> => {
  const appId = checkSecret(input, context)
  if (typeof appId !== 'string') return appId
  const app = appOf(appId, context)
  if (app?.frozenSecret === true)
    return refuseFor(context, cases['appsecret-frozen'], {
      kind: 'appsecret-frozen',
      cause: `The world's app ${appId} is \`frozenSecret\``,
      fix: 'set it to false for a token',
      path: 'secret',
    })
  const address = addressOf(input.clientIp)
  if (app?.ipWhitelist != null && !app.ipWhitelist.includes(address))
    return refuseFor(context, cases['ip-not-whitelisted'], {
      kind: 'ip-not-whitelisted',
      cause: `The call comes from ${address}, which is not in the \`ipWhitelist\` of the world's app ${appId}`,
      fix: 'add it there, or take the list away',
      expected: app.ipWhitelist.slice(0, 20).join(', '),
      actual: address,
    })
  return appId
}

/** App ids come from clients. */
export const appOf = (appId: string, { world }: Context): App | undefined =>
  world.table(apps).get(appId)
