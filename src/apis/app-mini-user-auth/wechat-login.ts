import type { Context, ExchangeFailure } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import type { Outcome } from '../../core/outcome.ts'
import { sessions, type Person } from '../../core/records.ts'
import { errmsgOf, withRid } from '../../core/wechat-failures.ts'
import { htmlSpecialCharsDecode } from '../../dialects/thinkphp/php-value.ts'
import { errorOf, refuseWith, rowsByError, wechatNote } from '../shared/handling.ts'
import { cases } from './cases.ts'
import { findUser } from './users.ts'

/** What WeChat gets of a code that the shop puts into WeChat's URL as it is (S: GetAuthSessionKey). */
interface GluedCode {
  /** As WeChat reads `js_code`; undefined where curl refuses the URL and sends nothing. */
  readonly code: string | undefined
  /** Says what WeChat received, where it differs from what the client sent. */
  readonly note?: Note
}

/** Characters that need no percent-encoding in a URL. */
const PLAIN = /^[\w.~:-]*$/
/** Blanks and control characters: curl refuses a URL that holds one. */
const UNSENDABLE = /[\x00-\x20\x7f]/

/** `authcode` as the html filter left it: `"` is `&quot;`, and so on (docs/spec/shopxo.md#code-in-wechats-url). */
export const gluedCode = (authcode: string): GluedCode => {
  if (PLAIN.test(authcode)) return { code: authcode }
  const sent = htmlSpecialCharsDecode(authcode)
  const bad = UNSENDABLE.exec(authcode)?.[0]
  if (bad !== undefined) return { code: undefined, note: unsendable(bad, sent) }
  const [query = ''] = `js_code=${authcode}&grant_type=authorization_code`.split('#', 1)
  const code = new URLSearchParams(query).get('js_code') ?? ''
  return code === sent ? { code } : { code, note: changed(sent, code) }
}

const PUTS = "the shop puts it into WeChat's URL as it is"

const unsendable = (bad: string, sent: string): Note =>
  noteOf(
    sent,
    `\`authcode\` holds ${bad === ' ' ? 'a space' : 'a control character'}, and ${PUTS}: curl sent nothing and the shop answered 授权接口调用失败; send the code without it`,
  )

const changed = (sent: string, code: string): Note => {
  const first = /["<>&]/.exec(sent)?.[0]
  const cause =
    sent.includes('#') && (first === undefined || sent.indexOf('#') < sent.indexOf(first))
      ? 'a `#`, behind which a URL has its fragment'
      : first === undefined
        ? 'a `%` or `+`, which a URL decodes'
        : first === '&'
          ? 'an `&`, which begins the next parameter'
          : `a \`${first}\`, of which PHP makes an entity that begins with \`&\``
  const got =
    code === ''
      ? `no js_code and answers ${errmsgOf('41008').split(',')[0] ?? ''} (41008)`
      : `js_code ${code.slice(0, 64)}`
  return noteOf(
    sent,
    `\`authcode\` holds ${cause}, and ${PUTS}: WeChat reads ${got}; send the code that wx.login gave and nothing else`,
  )
}

const noteOf = (sent: string, sentence: string): Note => ({
  kind: 'code-altered',
  message: `${sentence}.`,
  path: 'authcode',
  actual: sent.slice(0, 64),
})

/** The shop has one mini program; its app id is not public and its openids are the people's own (I). */
export const APP_ID = ''

const byError = rowsByError(cases)

/** WeChat's refusal as the shop shows it: errmsg verbatim (R); an empty one says no more than `incomplete`. */
export const wechatRefusal = (
  refusal: ExchangeFailure,
  authcode: string,
  context: Context,
): Outcome<never> => {
  const errmsg = refusal.kind === 'refused' ? refusal.errmsg : ''
  const error = errorOf(refusal)
  const silent = refusal.kind === 'refused' && errmsg === ''
  const row = silent ? cases['wechat-incomplete'] : (byError.get(error) ?? cases['system-error'])
  const note = wechatNote(
    refusal,
    'authcode',
    `WeChat refused the authcode with ${error}: the shop answered with its errmsg; log in again for another.`,
  )
  return refuseWith(
    context,
    row,
    note,
    errmsg === '' ? undefined : withRid(errmsg, context, authcode),
  )
}

/** The shop keeps the session key of whoever logs in, also of somebody who has no account (S: GetAuthSessionKey). */
export const keepSession = ({ id }: Person, { world }: Context): void => {
  const table = world.table(sessions)
  const record = table.get(id)
  const exchanged = record?.exchanged ?? {}
  if (Object.hasOwn(exchanged, APP_ID)) return
  table.put({ ...record, person: id, exchanged: { ...exchanged, [APP_ID]: 1 } })
}

/** Whether somebody has logged in to the shop with this openid. */
export const hasSession = (openid: string, context: Context): boolean => {
  if ((findUser(context, 'weixin_openid', openid)?.logins ?? 0) > 0) return true
  const { id } = context.wechat.recognise(openid)
  const exchanged = context.world.table(sessions).get(id)?.exchanged
  return exchanged != null && Object.hasOwn(exchanged, APP_ID)
}
