import { verify, createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { offiaccountAuthLogin } from '../../../src/apis/offiaccount-auth-login/index.ts'
import { writeJwt } from '../../../src/apis/offiaccount-auth-login/tokens.ts'
import { exampleLogin } from '../../../src/apis/offiaccount-auth-login/dtos.ts'
import { createPlatform, type Platform } from './platform.ts'

const root = '/v2/enduser/enduserapi'

interface Tokens {
  readonly access: string
  readonly refresh: string
}

const logIn = (platform: Platform, changes = {}): Tokens => {
  const login = exampleLogin({ code: 'mock:person:li', ...changes })
  return tokensOf(platform.ask(login).body)
}

const tokensOf = (body: string): Tokens => {
  const { data } = JSON.parse(body) as {
    data: Record<'accessToken' | 'refreshToken', { token: string }>
  }
  return { access: data.accessToken.token, refresh: data.refreshToken.token }
}

const info = (platform: Platform, authorization: string) =>
  platform.ask({ method: 'GET', target: `${root}/userInfo`, headers: { authorization } })
const logout = (platform: Platform, authorization: string) =>
  platform.ask({ method: 'DELETE', target: `${root}/userLogout`, headers: { authorization } })
const refresh = (platform: Platform, token: string) =>
  platform.ask({
    method: 'PUT',
    target: `${root}/refreshToken?refreshToken=${encodeURIComponent(token)}`,
  })

const li =
  '{"code":200,"msg":"","data":{"uid":"C131362","nickname":"李雷","headimg":"https://img/li.png","phone":"13800138000","email":"","userDomain":"C.DM.10271.5"},"extMsg":null}'

describe('after a login', () => {
  it('userInfo tells who it is, with and without Bearer', () => {
    const platform = createPlatform()
    const { access } = logIn(platform)
    expect(info(platform, access).body).toBe(li)
    expect(info(platform, access.replace('Bearer ', '')).body).toBe(li)
    expect(info(platform, access.replace('Bearer', 'bearer')).body).toBe(li)
  })

  it('userInfo leaves empty what nobody knows', () => {
    const platform = createPlatform({
      data: { endUsers: [{ uid: 'C200000' }] },
    })
    const claims = {
      iat: 0,
      exp: 4_000_000_000,
      jti: 'j',
      uid: 'C200000',
      type: 'AccessToken',
    } as const
    expect(info(platform, writeJwt(claims, false)).body).toBe(
      '{"code":200,"msg":"","data":{"uid":"C200000","nickname":"","headimg":"","phone":"","email":"","userDomain":""},"extMsg":null}',
    )
  })

  it('userLogout ends the token, not the next one', () => {
    const platform = createPlatform()
    const { access } = logIn(platform)
    expect(logout(platform, access).body).toBe('{"code":200,"msg":"","data":null,"extMsg":null}')
    expect(info(platform, access)).toMatchObject({
      body: '{"code":5032,"msg":"token 验证失败"}',
      notes: [{ kind: 'token-revoked' }],
    })
    expect(logout(platform, access).body).toBe('{"code":5032,"msg":"token 验证失败"}')
    expect(info(platform, logIn(platform).access).body).toBe(li)
  })

  it('refreshToken answers as a login does, with a fresh access token', () => {
    const platform = createPlatform()
    const { access, refresh: token } = logIn(platform)
    platform.services.advance(60_000)
    const answer = refresh(platform, token)
    expect(answer.body).toMatch(
      /^\{"code":200,"msg":"","data":\{"accessToken":\{"token":"Bearer [^"]+","expirationTime":1769677294\},"refreshToken":\{"token":"Bearer [^"]+","expirationTime":1772262034\}\},"extMsg":null\}$/,
    )
    const fresh = tokensOf(answer.body)
    expect(fresh.refresh).toBe(token)
    expect(fresh.access).not.toBe(access)
    expect(info(platform, fresh.access).body).toBe(li)
  })

  it('refreshToken is read from a form as well', () => {
    const platform = createPlatform()
    const { refresh: token } = logIn(platform)
    const answer = platform.ask({
      method: 'PUT',
      target: `${root}/refreshToken`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `refreshToken=${token.replace(' ', '+')}`,
    })
    expect(answer.case).toBe('success')
  })
})

describe('a token that is refused', () => {
  it('expired, to the second', () => {
    const platform = createPlatform()
    const { access, refresh: token } = logIn(platform)
    platform.services.advance(7_199_999)
    expect(info(platform, access).case).toBe('success')
    platform.services.advance(1)
    expect(info(platform, access)).toMatchObject({
      case: '5032',
      notes: [
        {
          kind: 'token-expired',
          expected: 'before 2026-01-29T09:00:34.000Z',
          actual: '2026-01-29T09:00:34.000Z',
        },
      ],
    })
    expect(refresh(platform, token).case).toBe('success')
    platform.services.advance(2_592_000_000)
    expect(refresh(platform, token).notes.map(({ kind }) => kind)).toEqual(['token-expired'])
  })

  it.each([
    ['the other kind', (one: Tokens) => one.refresh, 'token-other-type'],
    ['one letter changed', (one: Tokens) => `${one.access.slice(0, -2)}AA`, 'token-unknown'],
    ['cut', (one: Tokens) => one.access.slice(0, -1), 'token-unknown'],
    ['another header', (one: Tokens) => one.access.replace('eyJ', 'eyK'), 'token-unknown'],
    ['far too long', () => `Bearer eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(5000)}`, 'token-unknown'],
    ['no token at all', () => 'Bearer abc', 'token-unknown'],
  ])('%s', (_, change, kind) => {
    const platform = createPlatform()
    expect(info(platform, change(logIn(platform)))).toMatchObject({
      case: '5032',
      notes: [{ kind }],
    })
  })

  it('whose user the world no longer has', () => {
    const claims = {
      iat: 0,
      exp: 4_000_000_000,
      jti: 'j',
      uid: 'E999999',
      type: 'AccessToken',
    } as const
    expect(info(createPlatform(), writeJwt(claims, false))).toMatchObject({
      body: '{"code":5032,"msg":"token verification failed"}',
      notes: [{ kind: 'token-user-unknown' }],
    })
  })

  it.each([
    ['no claims', '{}'],
    ['no object', '1'],
    ['null', 'null'],
    ['no JSON', '{'],
    ['a time out of reach', '{"exp":1e300,"iat":0,"jti":"","uid":"C1","type":"AccessToken"}'],
    ['an odd type', '{"exp":1,"iat":0,"jti":"","uid":"C1","type":"Token"}'],
  ])('a payload of %s', (_, payload) => {
    const text = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(payload).toString('base64url')}.x`
    expect(info(createPlatform(), text).body).toBe('{"code":5032,"msg":"token 验证失败"}')
  })
})

describe('tokens/introspect', () => {
  it('knows live, expired and dead ones, and only its own', () => {
    const platform = createPlatform()
    const { access, refresh: token } = logIn(platform)
    const look = (text: string) => offiaccountAuthLogin.introspect?.(text, platform.services)
    const known = { active: true, kind: 'access', subject: 'C131362', expiresAt: 1769677234000 }
    expect(look(access)).toEqual(known)
    expect(look(access.replace('Bearer ', ''))).toEqual(known)
    expect(look(token)).toMatchObject({ active: true, kind: 'refresh' })
    logout(platform, access)
    expect(look(access)).toEqual({ ...known, active: false })
    platform.services.advance(2_592_000_000)
    expect(look(token)).toMatchObject({ active: false, expiresAt: 1772262034000 })
    expect(look('abc')).toBeUndefined()
  })
})

describe('signTokens', () => {
  it('signs with the key that the JWKS shows, and is known again', () => {
    const platform = createPlatform({
      data: { userDomains: [{ userDomain: 'C.DM.10271.5', signTokens: true }] },
    })
    const { access } = logIn(platform)
    const [header = '', payload = '', signature = ''] = access.replace('Bearer ', '').split('.')
    const [jwk] = offiaccountAuthLogin.jwks?.(platform.services) ?? []
    expect(jwk).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256', e: 'AQAB' })
    expect(Object.keys(jwk ?? {})).not.toContain('d')
    const key = createPublicKey({ key: jwk ?? {}, format: 'jwk' })
    const signed = Buffer.from(`${header}.${payload}`)
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048)
    expect(info(platform, access).body).toBe(li)
    expect(logIn(createPlatform()).access.split('.')[1]).toBe(payload)
  })
})
