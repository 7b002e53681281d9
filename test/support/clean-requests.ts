import { createHash } from 'node:crypto'
import type { Sent } from './served.ts'

/** This file makes requests of the five APIs that cause no notes, and small changes of such requests. */

type Fields = Readonly<Record<string, unknown>>

export const targets = {
  authorization: '/api/Customer/AppAuthorization',
  login: '/api/WxSmallApp/LoginWithPhone',
  signup: '/api/Account/SignupByThirdPart',
  endUser: '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin',
  shop: '/api.php?s=user/appminiuserauth&application=app&application_client_type=weixin&token=&ajax=ajax&uuid=11111111-1111-4111-8111-111111111111',
} as const

export const JSON_TYPE = { 'Content-Type': 'application/json' }
export const XML_TYPE = { 'Content-Type': 'application/xml' }
export const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** Makes a JSON request. A value is converted to JSON, and a string is sent unchanged. */
export const json = (target: string, body: Fields | string): Sent => ({
  target,
  headers: JSON_TYPE,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

export const form = (target: string, body: string): Sent => ({ target, headers: FORM_TYPE, body })

const contracts = {
  authorization: ['UserInfo', 'Applications.MiniProgramTools.Models'],
  login: ['WxSmallLoginDto', 'Mh.Common.Service.Dto.WeChat'],
  signup: ['ThirdPartSignupDTO', 'WLife.Application.DTOs'],
} as const

export const namespaceOf = (api: keyof typeof contracts): string =>
  `http://schemas.datacontract.org/2004/07/${contracts[api][1]}`

/** Makes an XML request: the root element of the contract, or `root`, around the given members. */
export const xml = (api: keyof typeof contracts, members: string, root?: string): Sent => {
  const [name] = contracts[api]
  const open =
    root ??
    `<${name} xmlns="${namespaceOf(api)}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">`
  const close = `</${/^<(\w+)/.exec(open)?.[1] ?? name}>`
  return { target: targets[api], headers: XML_TYPE, body: `${open}${members}${close}` }
}

/** A login of document 000 in JSON that causes no notes. */
export const authorization = (fields: Fields = {}): Sent =>
  json(targets.authorization, { openId: 'o1', ...fields })

/** A login of document 001 in JSON. */
export const login = (fields: Fields = {}): Sent => json(targets.login, { code: 'c1', ...fields })

/** A signup of document 004 in JSON. */
export const signup = (fields: Fields = {}): Sent =>
  json(targets.signup, {
    ThirdPart: 1,
    Mobile: '13800138000',
    VerifyCode: '123456',
    ThirdPartID: 'u1',
    ThirdPartID2: 'o1',
    ThirdPartAppid: 'wx1',
    ...fields,
  })

export const shop = (body: Fields | string = { authcode: 'c1' }): Sent => json(targets.shop, body)

export const SECRET = '57Fk69oYgbs2aWWN362NtZwYB2RqKNqQ7yZESnF5VM22'
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
export const SIGNATURE = sha256(`wx1c1${SECRET}`)

/** A login of document 002, with its parameters in the query. An undefined value removes a parameter. */
export const endUser = (changes: Readonly<Record<string, string | undefined>> = {}): Sent => ({
  target: `${targets.endUser}?${endUserForm(changes)}`,
  headers: FORM_TYPE,
})

export const endUserForm = (changes: Readonly<Record<string, string | undefined>> = {}): string => {
  const all = { appId: 'wx1', code: 'c1', signature: SIGNATURE, userDomain: 'C.DM.10271.5' }
  const given = Object.entries<string | undefined>({ ...all, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return new URLSearchParams(given).toString()
}
