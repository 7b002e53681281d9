import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
} from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve, type Served, type Sent } from '../support/served.ts'
import { login, shop, signup, targets } from '../support/clean-requests.ts'

const SECRET = 'hunter2-hunter2'
const SIGNUP = `{"Password":"${SECRET}"}`
const encodedSecret = SECRET.replace(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`)

let mock: Served
beforeAll(async () => {
  mock = await serve()
})
afterAll(() => mock.close())

let tenants = 0
/** All that the journal shows of a request, with every text in it undone. */
const shownOf = async (sent: Sent, mapping?: object): Promise<string> => {
  const tenant = `h${++tenants}`
  if (mapping !== undefined) await mock.admin(tenant, 'POST', 'mappings', mapping)
  await mock.tell(sent, { tenant })
  const views = await Promise.all([
    mock.admin(tenant, 'GET', 'requests'),
    mock.admin(tenant, 'GET', 'requests/unmatched'),
  ])
  // The stub itself is what somebody configured, and shown as it is.
  const text = JSON.stringify(views, (name, value: unknown) =>
    name === 'stubMapping' ? undefined : value,
  )
  const packed = [...text.matchAll(/"bodyAsBase64":"([^"]*)"/g)].map(([, base64 = '']) =>
    Buffer.from(base64, 'base64'),
  )
  const undone = packed.flatMap((bytes) =>
    [gunzipSync, inflateSync, brotliDecompressSync].map((undo) =>
      attempt(() => undo(bytes).toString()),
    ),
  )
  const plain = [text, ...packed.map((bytes) => bytes.toString('latin1')), ...undone].join('\n')
  const flat = plain.replaceAll('\0', '').replaceAll('\\u0000', '')
  return [flat, percentDecoded(flat), percentDecoded(percentDecoded(flat))].join('\n')
}

const attempt = (make: () => string): string => {
  try {
    return make()
  } catch {
    return ''
  }
}
const percentDecoded = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))

const JSON_TYPE = { 'Content-Type': 'application/json' }
const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' }
const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const post = (
  headers: Readonly<Record<string, string>>,
  body: Buffer | string,
  target: string = targets.signup,
): Sent => ({
  target,
  headers,
  body,
})

describe('a request shows no secret', () => {
  it.each([
    ['UTF-16, undeclared', post(JSON_TYPE, utf16(SIGNUP))],
    [
      'UTF-16, declared',
      post({ 'Content-Type': 'application/json; charset=utf-16' }, utf16(SIGNUP)),
    ],
    ['UTF-16 with a byte order mark', post(JSON_TYPE, utf16(`\ufeff${SIGNUP}`))],
    ['UTF-16, the other way round', post(JSON_TYPE, utf16(`\ufeff${SIGNUP}`).swap16())],
    ['UTF-16 to the shop', post(JSON_TYPE, utf16(`{"pwd":"${SECRET}"}`), targets.shop)],
    ['UTF-16 form', post(FORM_TYPE, utf16(`pwd=${SECRET}`), targets.shop)],
    ['gzip', post({ ...JSON_TYPE, 'Content-Encoding': 'gzip' }, gzipSync(SIGNUP))],
    ['gzip, undeclared', post(JSON_TYPE, gzipSync(SIGNUP))],
    ['deflate', post({ ...JSON_TYPE, 'Content-Encoding': 'deflate' }, deflateSync(SIGNUP))],
    ['br', post({ ...JSON_TYPE, 'Content-Encoding': 'br' }, brotliCompressSync(SIGNUP))],
    [
      'gzip in which there is UTF-16',
      post({ ...JSON_TYPE, 'Content-Encoding': 'gzip' }, gzipSync(utf16(SIGNUP))),
    ],
    ['a percent-encoded name', post(FORM_TYPE, `%50assword=${SECRET}`)],
    ['a percent-encoded pair', post(FORM_TYPE, `x=${encodeURIComponent(`password=${SECRET}`)}`)],
    [
      'a pair encoded twice',
      post(FORM_TYPE, `x=${encodeURIComponent(encodeURIComponent(`password=${SECRET}`))}`),
    ],
    ['a name and value', post(FORM_TYPE, `%70%77%64=${encodedSecret}`, targets.shop)],
    ['JSON in a form', post(FORM_TYPE, `data=${encodeURIComponent(SIGNUP)}`)],
    ['a query', { ...shop(), target: `${targets.shop}&access%5Ftoken=${SECRET}` }],
    ['a query, encoded twice', { ...shop(), target: `${targets.shop}&access%255Ftoken=${SECRET}` }],
    [
      'a URL in a query',
      {
        ...shop(),
        target: `${targets.shop}&back=${encodeURIComponent(`https://a/?token=${SECRET}`)}`,
      },
    ],
    [
      'a header',
      {
        ...login(),
        headers: { ...JSON_TYPE, Referer: `https://a/?x=${encodeURIComponent(`token=${SECRET}`)}` },
      },
    ],
  ])('%s', async (_about, sent) => {
    expect(await shownOf(sent)).not.toContain(SECRET)
  })
})

const answering = (response: object) => ({ request: { urlPath: targets.login }, response })
const TOKEN = `{"access_token":"${SECRET}"}`

describe('an answer shows no token', () => {
  it.each([
    [
      'gzip',
      { base64Body: gzipSync(TOKEN).toString('base64'), headers: { 'Content-Encoding': 'gzip' } },
    ],
    [
      'br',
      {
        base64Body: brotliCompressSync(TOKEN).toString('base64'),
        headers: { 'Content-Encoding': 'br' },
      },
    ],
    ['UTF-16', { base64Body: utf16(TOKEN).toString('base64') }],
    ['percent-encoded', { body: encodeURIComponent(`access_token=${SECRET}`) }],
    [
      'a header',
      { headers: { Location: `https://a/?next=${encodeURIComponent(`/?token=${SECRET}`)}` } },
    ],
  ])('%s', async (_about, response) => {
    expect(await shownOf(login(), answering({ status: 200, ...response }))).not.toContain(SECRET)
  })

  it.each([
    [
      '000',
      { ...signup(), target: targets.authorization, body: '{"openId":"o1"}' },
      /"accessToken":"([\w-]{20,})"/,
    ],
    ['001', login(), /"luk":"(\w{20,})"/],
    ['004', signup(), /"access_token":"([\w-]{20,})"/],
  ] as const)('in UTF-16, %s', async (_api, sent, token) => {
    const headers = { ...sent.headers, 'Accept-Charset': 'utf-16' }
    const tenant = `u${++tenants}`
    const { body } = await mock.tell({ ...sent, headers }, { tenant })
    const text = body.replaceAll('\0', '')
    const found = token.exec(text)?.[1] ?? ''
    expect(found).not.toBe('')
    const view = JSON.stringify(await mock.admin(tenant, 'GET', 'requests')).replaceAll(
      '\\u0000',
      '',
    )
    const packed = [...view.matchAll(/"bodyAsBase64":"([^"]*)"/g)].map(([, base64 = '']) =>
      Buffer.from(base64, 'base64').toString('latin1').replaceAll('\0', ''),
    )
    expect([view, ...packed].join('\n')).not.toContain(found)
  })
})

describe('what holds no secret is shown as it is', () => {
  it.each([
    [
      'a form with escapes',
      post(FORM_TYPE, 'authcode=c%201&nickname=%E5%B0%8F', targets.shop),
      'authcode=c%201&nickname=%E5%B0%8F',
    ],
    ['JSON with a percent sign', login({ code: '100%' }), '100%'],
  ])('%s', async (_about, sent, expected) => {
    expect(await shownOf(sent)).toContain(expected)
  })
})
