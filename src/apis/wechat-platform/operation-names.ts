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
