import type { CaseRow } from '../../core/case.ts'
import type { Context } from '../../core/context.ts'
import type { Note } from '../../core/note.ts'
import { cases } from './cases.ts'
import { readClaims, type Claims, type TokenType } from './jwt.ts'
import { chooseLanguage, type Language } from './language.ts'
import { endUsers, type EndUser } from './records.ts'
import { exampleDomain, exampleUid } from './samples.ts'
import { bareToken, checkToken, type TokenCheck } from './tokens.ts'

/** Whom a token speaks for. */
export interface Authenticated {
  readonly user: EndUser
  /** Without `Bearer `. */
  readonly token: string
  readonly claims: Claims
}

/** Reads the token of a follow-up call; `missing` is the row for none at all. */
export const authenticate = (
  sent: string | null | undefined,
  type: TokenType,
  missing: CaseRow,
  context: Context,
): Authenticated | CaseRow => {
  const token = bareToken(sent ?? '')
  if (token === '') {
    context.note(missingToken(type))
    return missing
  }
  const check = checkToken(context, token, type)
  const user =
    check.kind === 'alive' ? context.world.table(endUsers).get(check.claims.uid) : undefined
  if (check.kind === 'alive' && user !== undefined) return { user, token, claims: check.claims }
  context.note(refusedToken(check, context))
  return cases['5032']
}

/** Whom a forced success is about: the token's user where there is one, else the sample's. */
export const forcedUser = (sent: string | null | undefined, { world }: Context): EndUser => {
  const uid = readClaims(bareToken(sent ?? ''))?.uid ?? exampleUid
  return world.table(endUsers).get(uid) ?? { uid, userDomain: exampleDomain }
}

const missingToken = (type: TokenType): Note => {
  const path = type === 'AccessToken' ? 'Authorization' : 'refreshToken'
  return {
    kind: 'required-missing',
    message: `No token was sent: the platform refused the call; send the ${type} of a login as \`${path}\`.`,
    path,
  }
}

const refusedToken = (check: TokenCheck, { now }: Context): Note => {
  const { kind, claims } = check
  if (kind === 'alive')
    return {
      kind: 'token-user-unknown',
      message: `The token is good, but the world has no end user ${check.claims.uid}: the platform answered 5032; log in again.`,
    }
  const reason = {
    unknown: 'it is none that this server gives, or was changed on the way',
    expired: 'it has expired',
    revoked: 'its user has logged out',
    'other-type': `it is a ${claims?.type ?? 'token of another kind'}`,
  }[kind]
  return {
    kind: `token-${kind}`,
    message: `The token is refused, for ${reason}: the platform answered 5032; log in again for another.`,
    ...(kind === 'expired' && claims !== undefined
      ? { expected: `before ${instant(claims.exp * 1000)}`, actual: instant(now()) }
      : {}),
  }
}

const instant = (ms: number): string => new Date(ms).toISOString()

/** A follow-up's usual language is its token's data centre's; Chinese, as documented, without one (I). */
export const followUpLanguage = (
  input: Parameters<typeof chooseLanguage>[0] | undefined,
  sent: string | null | undefined,
): Language => {
  const uid = readClaims(bareToken(sent ?? ''))?.uid ?? 'C'
  return chooseLanguage(input ?? {}, uid.startsWith('C') ? 'zh' : 'en')
}
