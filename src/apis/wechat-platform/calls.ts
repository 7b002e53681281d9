import type { ExampleRequest } from '../../core/api.ts'

/** The operations, as cases name them. */
export const operationNames = {
  session: 'jscode2session',
  access: 'oauth2-access-token',
  refresh: 'oauth2-refresh-token',
  userinfo: 'userinfo',
  auth: 'auth',
  token: 'token',
  stable: 'stable-token',
  ticket: 'getticket',
  phone: 'getuserphonenumber',
  authorize: 'oauth2-authorize',
  qrconnect: 'qrconnect',
} as const

const { session, access, refresh, userinfo, auth, token, stable, ticket, phone } = operationNames

/** Calls that exchange a login code. */
export const exchanging = [session, access] as const
/** Calls that name an app with its secret. */
export const withSecret = [...exchanging, token, stable] as const
/** Calls by which an app gets a token of its own. */
export const forTheApp = [token, stable] as const
/** All that answer with an errcode. */
export const withErrcode = [...withSecret, refresh, userinfo, auth, ticket, phone] as const

/** The seed's official account and its secret. */
export const exampleApp = {
  appid: 'wx0123456789abcdef',
  secret: '8c5b1f0e9d7a4c63b2e1f0a9d8c7b6a5',
} as const

/** A login code of no person in particular. */
export const exampleCode = '081AbCdEfGhIjKlMnOpQrStUvWxYz345'
/** A code of the phone number button: 64 hex digits. */
export const examplePhoneCode = 'e31968a7f94cc5ee25fafc2aef2773f0bb8c3937b22520eb8ee345274d00c144'
/** Somebody's openid, for the examples of calls that name one. */
export const exampleOpenId = 'oQ7Zb5LiNa0kPq3rStUvWxYz1234'
/** Of no token that was ever given: it has the form of one. */
export const exampleToken = `99_${'mockAccessTokenOfTheExample'.padEnd(107, '0')}`

type Changes = Readonly<Record<string, unknown>>

/** An example of a call that takes its parameters in the query; a change to null takes one away. */
export const byQuery =
  (path: string, fields: Changes) =>
  (changes: Changes = {}): ExampleRequest => ({
    method: 'GET',
    target: `/${path}${queryOf({ ...fields, ...changes })}`,
    headers: {},
    body: '',
  })

/** An example of a call that takes JSON, and its access token, if any, in the query. */
export const byJson =
  (path: string, fields: Changes) =>
  (changes: Changes = {}): ExampleRequest => {
    const { access_token: token, ...rest } = { ...fields, ...changes }
    return {
      method: 'POST',
      target: `/${path}${queryOf({ access_token: token ?? null })}`,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(
        Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
      ),
    }
  }

const queryOf = (fields: Changes): string => {
  const pairs = Object.entries(fields).filter(([, value]) => value !== null)
  const text = new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  return text === '' ? '' : `?${text}`
}
