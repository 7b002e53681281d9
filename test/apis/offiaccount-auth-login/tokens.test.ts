import { describe, expect, it } from 'vitest'
import { readJwt, writeJwt, type Claims } from '../../../src/apis/offiaccount-auth-login/tokens.ts'

const claims: Claims = {
  exp: 1_769_677_234,
  jti: 'AAECAwQFBgcICQoLDA0ODw',
  iat: 1_769_670_034,
  uid: 'C131362',
  type: 'AccessToken',
}
const signatureOf = (token: string): Buffer =>
  Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url')

describe('a token', () => {
  it('is the same bytes on every machine, so that any mock knows it', () => {
    const payload =
      '{"iss":"enduser","aud":"Audience","exp":1769677234,"jti":"AAECAwQFBgcICQoLDA0ODw","iat":1769670034,"nbf":1769669914,"sub":"subject","uid":"C131362","type":"AccessToken"}'
    const signature = [
      'fqMEZ353Z0Tt4ZNPl6OnhS15tZ4oDs_zxXHvF8GG6bFIsg67EGSJMh0D5Q1Yavnjx30NaIzQv_06t8bJmxjZMt',
      'mfEBjvzlvkoQgKdg34guaayGsdOK9YvURstiurTaJPHBdCb95QiXjeX-KprhIcNpwCpQkDy0wjifbHWuZDh1Qq',
      'JaF5hpbuEwlKnBG0M_mNfmujsQvZj3z8dX0ALKnXlpWoicQkffXvMnhY7YrCrCuMZtbee2zBudDftP7tTv3Bce',
      'hjsnn-JXNVz3Wv2Duhg2sDBuUfEu-P6Is26s_TyveuCzZUrbF8J-45wCCmL2IhqqI8RLiaEhWsJ1r7RxeWtw',
    ].join('')
    expect(writeJwt(claims, false)).toBe(
      `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(payload).toString('base64url')}.${signature}`,
    )
  })

  it.each([
    ['plain', 'C131362'],
    ['Chinese', '用户'],
    ['empty', ''],
    ['full of escapes', '"\\'],
    ['long', 'x'.repeat(1500)],
    ['long and Chinese', '用'.repeat(500)],
  ])('of a user whose id is %s is known again', (_, uid) => {
    const token = writeJwt({ ...claims, uid }, false)
    expect(readJwt(token)).toMatchObject({ ...claims, uid })
    expect(writeJwt({ ...claims, uid }, false)).toBe(token)
  })

  it('is none of ours with any character changed, added or taken away', () => {
    const token = writeJwt(claims, false)
    for (let at = 0; at < token.length; at++) {
      const other = token.charAt(at) === 'A' ? 'B' : 'A'
      expect(readJwt(token.slice(0, at) + other + token.slice(at + 1)), `at ${at}`).toBeUndefined()
      expect(readJwt(token.slice(0, at) + token.slice(at + 1)), `without ${at}`).toBeUndefined()
      expect(readJwt(`${token.slice(0, at)}A${token.slice(at)}`), `before ${at}`).toBeUndefined()
    }
  })

  it('has a signature that half changes with any bit of its claims', () => {
    const first = signatureOf(writeJwt(claims, false))
    const others = [
      { ...claims, exp: claims.exp + 1 },
      { ...claims, iat: claims.iat ^ 1 },
      { ...claims, jti: claims.jti.replace('w', 'v') },
      { ...claims, uid: 'C131363' },
      { ...claims, type: 'RefreshToken' as const },
    ].map((one) => signatureOf(writeJwt(one, false)))
    for (const other of others) {
      expect(other).toHaveLength(256)
      const changed = other.reduce((sum, byte, at) => sum + bitsOf(byte ^ (first[at] ?? 0)), 0)
      expect(changed).toBeGreaterThan(900)
      expect(changed).toBeLessThan(1148)
    }
  })
})

const bitsOf = (byte: number): number => byte.toString(2).replaceAll('0', '').length
