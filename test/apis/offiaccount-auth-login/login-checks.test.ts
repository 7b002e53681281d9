import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { exampleLogin } from '../../../src/apis/offiaccount-auth-login/dtos.ts'
import { createPlatform, secret } from './platform.ts'

const appId = 'wx0123456789abcdef'
const code = '08 1/微'
const right = createHash('sha256').update(`${appId}${code}${secret}`).digest()
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')

const noteOf = (changes: Readonly<Record<string, unknown>>) => {
  const answer = createPlatform().ask(exampleLogin({ appId, code, ...changes }))
  expect(answer.notes).toHaveLength(1)
  return answer.notes[0]
}

describe('what is wrong with a signature', () => {
  it.each([
    [
      'signature-case',
      right.toString('hex').toUpperCase(),
      'in upper-case hex; expected lower-case hex',
    ],
    ['signature-encoding', right.toString('base64'), 'in base64; expected lower-case hex'],
    ['signature-encoding', right.toString('base64url'), 'in base64; expected lower-case hex'],
    [
      'signature-encoding',
      Buffer.from(right.toString('hex')).toString('base64'),
      'hex text put in base64; expected lower-case hex itself',
    ],
    [
      'signature-encoding',
      ` ${right.toString('hex')}`,
      'surrounded by white space; expected lower-case hex alone',
    ],
    [
      'signature-encoding',
      createHash('md5').update(`${appId}${code}${secret}`).digest('hex'),
      'MD5; expected SHA-256 of the UTF-8 text',
    ],
    [
      'signature-encoding',
      createHmac('sha256', secret).update(`${appId}${code}`).digest('hex'),
      'HMAC-SHA256; expected SHA-256 of the UTF-8 text',
    ],
    [
      'signature-encoding',
      sha256(Buffer.from(`${appId}${code}${secret}`, 'utf16le')),
      'SHA-256 of UTF-16 text; expected SHA-256 of the UTF-8 text',
    ],
    ['signature-encoding', 'abc', 'not 64 hex digits; expected lower-case hex'],
    [
      'signature-parts',
      sha256(`${code}${appId}${secret}`),
      'of code+appId+secret; expected appId+code+secret',
    ],
    ['signature-parts', sha256(`${appId}${code}`), 'of appId+code; expected appId+code+secret'],
    ['signature-parts', sha256(secret), 'of secret; expected appId+code+secret'],
    [
      'signature-parts',
      sha256(`${appId}${code}C.DM.10271.5${secret}`),
      'of appId+code+userDomain+secret; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`${appId}&${code}&${secret}`),
      'of appId+code+secret with "&" between; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`appId=${appId}&code=${code}&userDomainSecret=${secret}`),
      'of appId=…&code=…&userDomainSecret=…; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`${appId}${encodeURIComponent(code)}${secret}`),
      'of appId+code+secret, of a URL-encoded code; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`${appId}${code.replace(' ', '+')}${secret}`),
      'of appId+code+secret, of a code whose + came as a space; expected appId+code+secret',
    ],
    [
      'signature-parts',
      sha256(`${appId}${code}european-secret`),
      'of appId+code+secret with the secret of E.DM.20011.3; expected appId+code+secret',
    ],
    ['signature-parts', '0'.repeat(64), 'of no usual mistake; expected appId+code+secret'],
  ])('%s: %s', (kind, signature, why) => {
    expect(noteOf({ signature })).toEqual({
      kind,
      message: `The signature is ${why}, and the platform answered 5420.`,
      path: 'signature',
      expected: right.toString('hex'),
      actual: signature,
    })
  })

  it('does not try long values', () => {
    const long = 'x'.repeat(7_000)
    const signature = sha256(`${long}${appId}${secret}`)
    expect(noteOf({ code: long, signature })?.message).toContain('no usual mistake')
  })

  it('never shows the secret', () => {
    expect(JSON.stringify(noteOf({ signature: sha256(secret) }))).not.toContain(secret)
  })
})

describe('what is wrong with the rest', () => {
  it.each([
    [{ userDomain: 'c.dm.10271.5' }, 'domain-format', 'C.DM.10271.5'],
    [{ userDomain: '??' }, 'domain-format', 'C.DM.10271.5'],
    [{ userDomain: 'C.DM.10271.6' }, 'domain-unknown', 'C.DM.10271.5'],
    [{ userDomain: 'U.XY.1' }, 'domain-unknown', undefined],
    [{ userDomain: 'C.DM.10272.1' }, 'domain-disabled', undefined],
    [{ mcc: 208 }, 'mcc-centre', 'CN'],
    [{ mcc: 1 }, 'mcc-centre', 'CN'],
    [{ code: ' ' }, 'required-missing', undefined],
  ])('%j', (changes, kind, expected) => {
    expect(noteOf(changes)).toMatchObject({ kind, ...(expected === undefined ? {} : { expected }) })
  })

  it('names a mistyped parameter beside the blank one', () => {
    const { target } = exampleLogin()
    const answer = createPlatform().ask({ target: target.replace('appId=', 'appid=') })
    expect(answer.notes.map(({ kind, path, expected }) => [kind, path, expected])).toEqual([
      ['unknown-field', 'appid', 'appId'],
      ['required-missing', 'appId', undefined],
    ])
  })

  it("makes one of its own where WeChat's answer has none", () => {
    const platform = createPlatform()
    const wechat = platform.services.wechat as { exchange: unknown }
    const noteFor = (exchange: unknown) => {
      wechat.exchange = () => exchange
      return platform.ask(exampleLogin()).notes[0]?.message
    }
    expect(noteFor({ kind: 'refused', errcode: 40029, errmsg: 'invalid code' })).toBe(
      "WeChat's answer to the code was 40029 invalid code: the platform got no openid; log in again for another code.",
    )
    expect(noteFor({ kind: 'empty' })).toBe(
      "WeChat's answer to the code was empty: the platform got no openid; log in again for another code.",
    )
  })
})
