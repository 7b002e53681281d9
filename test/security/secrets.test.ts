import { describe, expect, it } from 'vitest'
import { run, serve } from '../support/command.ts'
import { maskText } from '../../src/core/mask-text.ts'
import { startMock, type AttackedMock } from './attacked-mock.ts'

const SECRET = 'hunter2-hunter2'
const SIGNUP = '/api/Account/SignupByThirdPart'
const IOT = '/v2/enduser/enduserapi'
const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
const NAMESPACE = 'http://schemas.datacontract.org/2004/07/WLife.Application.DTOs'

/** Everything the admin API shows of requests, in one text. */
const journal = async (mock: AttackedMock, query = ''): Promise<string> => {
  const views = [
    await mock.admin('GET', `requests${query}`),
    await mock.admin('GET', `requests/unmatched${query}`),
    await mock.admin('GET', `requests/unmatched/near-misses${query}`),
    await mock.admin('POST', `requests/find${query}`, {}),
    await mock.admin('POST', `near-misses/request-pattern${query}`, { urlPath: '/none' }),
  ]
  const { requests } = JSON.parse(views[0]?.body ?? '') as { requests: { id: string }[] }
  for (const { id } of requests) views.push(await mock.admin('GET', `requests/${id}${query}`))
  for (const { status } of views) expect(status).toBe(200)
  return views.map(({ body }) => body).join('\n')
}

const base64sIn = (text: string): string =>
  [...text.matchAll(/"bodyAsBase64":"([^"]*)"/g)]
    .map(([, packed = '']) => Buffer.from(packed, 'base64').toString('latin1'))
    .join('\n')
    .replaceAll('\0', '')

type Request = readonly [
  what: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string,
]

const typed = (type: string) => ({ 'Content-Type': type })

const requests: readonly Request[] = [
  ['a JSON member', SIGNUP, typed(JSON_TYPE), `{"Password":"${SECRET}"}`],
  ['a member in lower case', SIGNUP, typed(JSON_TYPE), `{"password" : "${SECRET}"}`],
  ['lax JSON', SIGNUP, typed(JSON_TYPE), `{Password:'${SECRET}'}`],
  ['bare JSON', SIGNUP, typed(JSON_TYPE), `{"x":{"password":${SECRET}}}`],
  ['an escaped name', SIGNUP, typed(JSON_TYPE), `{"Pass\\u0077ord":"${SECRET}"}`],
  ['a broken body', SIGNUP, typed(JSON_TYPE), `{"Password":"${SECRET}","x":`],
  ['a body of no end', SIGNUP, typed(JSON_TYPE), `{"Password":"${SECRET}`],
  [
    'XML',
    SIGNUP,
    typed('application/xml'),
    `<ThirdPartSignupDTO xmlns="${NAMESPACE}"><Password>${SECRET}</Password></ThirdPartSignupDTO>`,
  ],
  [
    'XML with CDATA',
    SIGNUP,
    typed('application/xml'),
    `<ThirdPartSignupDTO xmlns="${NAMESPACE}"><Password><![CDATA[${SECRET}]]></Password></ThirdPartSignupDTO>`,
  ],
  [
    'XML with a prefix',
    SIGNUP,
    typed('application/xml'),
    `<a:ThirdPartSignupDTO xmlns:a="${NAMESPACE}"><a:Password >${SECRET}</a:Password></a:ThirdPartSignupDTO>`,
  ],
  ['a form', SIGNUP, typed(FORM), `Password=${SECRET}&Name=a`],
  ['a form with a prefix', SIGNUP, typed(FORM), `dto.Password=${SECRET}`],
  ['a form with an escaped name', SIGNUP, typed(FORM), `Pass%77ord=${SECRET}`],
  [
    'a session key',
    '/api/Customer/AppAuthorization',
    typed(JSON_TYPE),
    `{"openId":"o1","session_key":"${SECRET}"}`,
  ],
  [
    'a session key by its CLR name',
    '/api/Customer/AppAuthorization',
    typed(FORM),
    `OpenId=o1&SessionKey=${SECRET}`,
  ],
  ['Authorization', SIGNUP, { Authorization: `Bearer ${SECRET}` }, ''],
  ['Basic credentials', SIGNUP, { Authorization: `Basic ${SECRET}` }, ''],
  ['a bare Authorization', SIGNUP, { Authorization: SECRET }, ''],
  ['a proxy’s', SIGNUP, { 'Proxy-Authorization': `Bearer ${SECRET}` }, ''],
  ['a token header', `${IOT}/user`, { token: SECRET, 'X-Auth-Token': SECRET }, ''],
  ['cookies', SIGNUP, { Cookie: `sid=${SECRET}; a=${SECRET}` }, ''],
  ['the query', `${IOT}/user?token=${SECRET}`, {}, ''],
  ['the query, escaped', `${IOT}/user?%74oken=${SECRET}&access%5Ftoken=${SECRET}`, {}, ''],
  ['a token in a form', '/api.php?s=user/index', typed(FORM), `token=${SECRET}`],
  ['a token in JSON', '/api.php?s=user/index', typed(JSON_TYPE), `{"token":"${SECRET}"}`],
  [
    'multipart',
    '/api.php?s=user/index',
    typed('multipart/form-data; boundary=b'),
    `--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n${SECRET}\r\n--b--\r\n`,
  ],
  [
    'no API at all',
    '/elsewhere?password=' + SECRET,
    typed(JSON_TYPE),
    `[{"clientSecret":"${SECRET}"}]`,
  ],
  ['a tenant’s path', `/t/default${SIGNUP}?secret=${SECRET}`, {}, ''],
]

describe('the journal', () => {
  it.each(requests)('shows no secret of %s, unless asked', async (_what, target, headers, body) => {
    const mock = await startMock()
    await mock.ask('POST', target, headers, body)
    const shown = await journal(mock)
    expect(shown).not.toContain(SECRET)
    expect(base64sIn(shown)).not.toContain(SECRET)
    expect(shown).toContain('***')
    const asked = await journal(mock, '?secrets=true')
    expect(asked).toContain(SECRET)
    if (body !== '') expect(base64sIn(asked)).toContain(body)
    expect(mock.log().join('\n')).not.toContain(SECRET)
  })

  it('shows no secret in another encoding', async () => {
    for (const [charset, bytes] of [
      ['utf-16', Buffer.from(`\ufeff{"Password":"${SECRET}"}`, 'utf16le')],
      ['utf-16', Buffer.from(`\ufeff{"Password":"${SECRET}"`, 'utf16le')],
      ['utf-16be', Buffer.from(`{"Password":"${SECRET}"}`, 'utf16le').swap16()],
    ] as const) {
      const mock = await startMock()
      const head = `POST ${SIGNUP} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=${charset}\r\nContent-Length: ${bytes.length}\r\nConnection: close\r\n\r\n`
      await mock.raw(Buffer.concat([Buffer.from(head), bytes]))
      const shown = await journal(mock)
      expect(shown.replaceAll('\\u0000', '')).not.toContain(SECRET)
      expect(base64sIn(shown)).not.toContain(SECRET)
    }
  })

  it('keeps what is no secret, byte by byte', async () => {
    const mock = await startMock()
    const body =
      '{"Name":"小明","Mobile":"13800138000","VerifyCode":"123456","tokenType":"bearer","token_type":"x","Password":null,"passwordless":true}'
    await mock.ask(
      'POST',
      `${SIGNUP}?code=1&signature=abc`,
      { ...typed(JSON_TYPE), 'X-A': 'b' },
      body,
    )
    const read = async (query: string) => {
      const answer = await mock.admin('GET', `requests${query}`)
      const [entry] = (JSON.parse(answer.body) as { requests: Record<string, unknown>[] }).requests
      return entry
    }
    expect(await read('')).toEqual(await read('?secrets=true'))
    expect((await read(''))?.['request']).toMatchObject({
      url: `${SIGNUP}?code=1&signature=abc`,
      body,
      bodyAsBase64: Buffer.from(body).toString('base64'),
    })
  })

  it('shows what a mask stands for: names, schemes and shapes stay', async () => {
    const mock = await startMock()
    const headers = {
      ...typed(JSON_TYPE),
      Authorization: `Bearer ${SECRET}`,
      Cookie: `sid=${SECRET}`,
    }
    await mock.ask('POST', SIGNUP, headers, `{"Name":"a","Password":"${SECRET}"}`)
    const { body } = await mock.admin('GET', 'requests')
    const [entry] = (JSON.parse(body) as { requests: unknown[] }).requests
    expect(entry).toMatchObject({
      request: {
        body: '{"Name":"a","Password":"***"}',
        bodyAsBase64: Buffer.from('{"Name":"a","Password":"***"}').toString('base64'),
        headers: { Authorization: 'Bearer ***', Cookie: 'sid=***' },
        cookies: { sid: '***' },
      },
      mock: { input: { Name: 'a', Password: '***' } },
    })
  })

  it('shows no tokens that were given out', async () => {
    const mock = await startMock()
    const given: string[] = []
    for (const [target, headers, body] of [
      ['/api/Customer/AppAuthorization', typed(JSON_TYPE), '{"openId":"o1"}'],
      [
        '/api/Customer/AppAuthorization',
        { ...typed(JSON_TYPE), Accept: 'text/xml' },
        '{"openId":"o1"}',
      ],
      ['/api/WxSmallApp/LoginWithPhone', typed(JSON_TYPE), '{"code":"c1"}'],
      [
        '/api.php?s=user/appminiuserauth&application=app&application_client_type=weixin',
        typed(JSON_TYPE),
        '{"authcode":"c1"}',
      ],
      [
        `${IOT}/wechatOffiaccountAuthLogin?userDomain=C.DM.10271.5`,
        { 'X-Mock-Case': 'success' },
        '',
      ],
      [SIGNUP, { 'X-Mock-Case': 'success' }, '{}'],
    ] as const) {
      const answer = await mock.ask('POST', target, headers, body)
      expect(answer.status).toBe(200)
      given.push(
        ...[...answer.body.matchAll(/(?:token|luk)"?[:>]"?([\w.+/= -]{20,})/gi)].map(
          ([, one = '']) => one,
        ),
      )
    }
    expect(given.length).toBeGreaterThan(5)
    const shown = await journal(mock)
    for (const token of given) expect(shown).not.toContain(token)
    const asked = await journal(mock, '?secrets=true')
    for (const token of given) expect(asked).toContain(token)
  })

  it('shows no secret in near misses and notes', async () => {
    const mock = await startMock()
    await mock.admin('POST', 'mappings', {
      request: {
        urlPath: '/a',
        method: 'GET',
        headers: { Authorization: { equalTo: 'Bearer other-secret' } },
      },
    })
    await mock.ask('GET', `/a?token=${SECRET}`, { Authorization: `Bearer ${SECRET}` })
    const { body } = await mock.admin('GET', 'requests')
    expect(body).toContain('stub-near-miss')
    const shown = await journal(mock)
    expect(shown).not.toContain(SECRET)
    const near = await mock.admin('GET', 'requests/unmatched/near-misses?secrets=true')
    expect(near.body).toContain(SECRET)
  })

  it('is followed without secrets, unless asked', async () => {
    const mock = await startMock()
    const follow = async (query: string) => {
      const stream = await fetch(`${mock.server.adminUrl}/events${query}`)
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
      await mock.ask('POST', SIGNUP, typed(JSON_TYPE), `{"Password":"${SECRET}"}`)
      let text = ''
      while (!text.includes('event: request') || !text.endsWith('\n\n'))
        text += (await reader?.read())?.value ?? ''
      await reader?.cancel()
      return text
    }
    expect(await follow('')).not.toContain(SECRET)
    expect(await follow('?secrets=true')).toContain(SECRET)
    expect(await follow('?secrets=1')).not.toContain(SECRET)
  })

  it('is searched as it was sent: WireMock’s clients verify what they sent', async () => {
    const mock = await startMock()
    await mock.ask(
      'POST',
      SIGNUP,
      { ...typed(JSON_TYPE), Authorization: `Bearer ${SECRET}` },
      `{"Password":"${SECRET}"}`,
    )
    const { body } = await mock.admin('POST', 'requests/count', {
      method: 'POST',
      headers: { Authorization: { equalTo: `Bearer ${SECRET}` } },
      bodyPatterns: [{ equalToJson: { Password: SECRET } }],
    })
    expect(JSON.parse(body)).toMatchObject({ count: 1 })
  })
})

describe('the world', () => {
  it('is exported whole: it is what a restore needs', async () => {
    const mock = await startMock()
    const sessionKey = 'HyVFkGl5F5OQWJZZaNzBBg=='
    await mock.admin('PATCH', 'world', { people: [{ id: 'ann', sessionKey }] })
    const { body } = await mock.admin('GET', 'world')
    expect(body).toContain(sessionKey)
    expect(body).toContain('57Fk69oYgbs2aWWN362NtZwYB2RqKNqQ7yZESnF5VM22')
  })
})

describe('masking', () => {
  it.each([
    ['{"Password":"a\\"b","x":1}', '{"Password":"***","x":1}'],
    ['{"access_token" : 12, "token":null}', '{"access_token" : "***", "token":null}'],
    [
      '{"sessionKey":"a","session-key":"b","SESSION_KEY":"c"}',
      '{"sessionKey":"***","session-key":"***","SESSION_KEY":"***"}',
    ],
    ['{"luk":"a","lukewarm":"b","xluk":"c"}', '{"luk":"***","lukewarm":"b","xluk":"c"}'],
    ['{"tokens":["a"],"tokenType":"b"}', '{"tokens":["a"],"tokenType":"b"}'],
    ['<luk i:nil="true" /><token>a</token>', '<luk i:nil="true" /><token>***</token>'],
    ['<token></token><a.token x="1">b</a.token>', '<token></token><a.token x="1">***</a.token>'],
    ['pwd=a&b=pwd&pwd=', 'pwd=***&b=pwd&pwd='],
    ['no secret at all', 'no secret at all'],
  ])('%s', (text, masked) => {
    expect(maskText(text)).toBe(masked)
    expect(maskText(masked)).toBe(masked)
  })
})

describe('the command line', () => {
  it('prints the journal without secrets, unless asked, and none in the log', async () => {
    const server = await serve()
    const { url } = server.ready
    await fetch(`${url}${SIGNUP}?token=${SECRET}`, {
      method: 'POST',
      headers: { ...typed(JSON_TYPE), Authorization: `Bearer ${SECRET}` },
      body: `{"Password":"${SECRET}"}`,
    })
    const print = async (...more: string[]) =>
      (await run(['requests', '--url', url, ...more])).stdout
    expect(await print()).not.toContain(SECRET)
    expect(await print('--output', 'json')).not.toContain(SECRET)
    expect(await print('--output', 'json', '--secrets')).toContain(SECRET)
    const { stderr, code } = await server.stop()
    expect(code).toBe(0)
    expect(stderr).not.toContain(SECRET)
  })

  it('does not repeat an admin token that it was given', async () => {
    const server = await serve(['--memory', '--host', '0.0.0.0', '--admin-token', SECRET])
    expect((await fetch(`http://127.0.0.1:${server.ready.port}/__admin/world`)).status).toBe(401)
    const { stdout, stderr } = await server.stop()
    expect(stdout + stderr).not.toContain(SECRET)
  })
})
