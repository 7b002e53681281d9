import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Note } from '../../src/core/note.ts'
import { serve, type Served, type Sent } from '../support/served.ts'
import {
  authorization,
  endUser,
  endUserForm,
  form,
  FORM_TYPE,
  json,
  JSON_TYPE,
  login,
  shop,
  signup,
  targets,
} from '../support/clean-requests.ts'

let mock: Served
beforeAll(async () => {
  mock = await serve()
})
afterAll(() => mock.close())

const told = async (sent: Sent): Promise<readonly Note[]> => (await mock.tell(sent)).notes ?? []

/** The requests that carry a body, clean. */
const bodies: readonly (readonly [string, Sent])[] = [
  ['000', authorization()],
  ['001', login()],
  ['002', form(targets.endUser, endUserForm())],
  ['003 JSON', shop()],
  ['003 form', form(targets.shop, 'authcode=c1')],
  ['004', signup()],
]

const utf16 = (text: string, order: 'le' | 'be'): Buffer => {
  const bytes = Buffer.from(text, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}
const reading = (notes: readonly Note[], kind: string): readonly Note[] =>
  notes.filter((note) => note.kind === kind)

/** Kinds that would speak of the first strange byte as if it were JSON, XML or a name. */
const misleading = /^(?:json-|xml-|unknown-field|form-|content-type-mismatch)/

describe.each(bodies)(
  'a body in another encoding, %s',
  (_api, { target, headers = {}, body = '' }) => {
    it.each([
      ['gzip', gzipSync(body), { 'Content-Encoding': 'gzip' }],
      ['deflate', deflateSync(body), { 'Content-Encoding': 'deflate' }],
      ['br', brotliCompressSync(body), { 'Content-Encoding': 'br' }],
      ['gzip', gzipSync(body), {}],
    ] as const)('%s', async (name, bytes, more) => {
      const notes = await told({ target, headers: { ...headers, ...more }, body: bytes })
      const [note, ...others] = reading(notes, 'content-encoding-ignored')
      expect(others).toEqual([])
      expect(note?.message).toContain(
        'Content-Encoding' in more ? `Content-Encoding: ${name}` : `(${name})`,
      )
      expect(note?.message).toMatch(/; send the body plain\.$/)
      expect(notes.filter(({ kind }) => misleading.test(kind))).toEqual([])
    })

    it.each([
      ['UTF-16 (little-endian)', 'le'],
      ['UTF-16 (big-endian)', 'be'],
    ] as const)('%s without a charset', async (name, order) => {
      const notes = await told({ target, headers, body: utf16(String(body), order) })
      const [note] = reading(notes, 'body-encoding')
      expect(note?.message).toContain(`The body is ${name}, and no charset says so`)
      expect(notes.filter(({ kind }) => misleading.test(kind))).toEqual([])
    })

    it('GBK', async () => {
      const gbk = Buffer.from('d0a1c3f7', 'hex')
      const at =
        String(body).lastIndexOf('c1') < 0
          ? String(body).lastIndexOf('1')
          : String(body).lastIndexOf('c1')
      const bytes = Buffer.concat([
        Buffer.from(String(body).slice(0, at)),
        gbk,
        Buffer.from(String(body).slice(at)),
      ])
      const notes = await told({ target, headers, body: bytes })
      if (notes.length > 0 && reading(notes, 'body-encoding').length > 0)
        expect(reading(notes, 'body-encoding')[0]?.message).toContain('looks like GBK')
    })
  },
)

it('a byte order mark', async () => {
  const bom = '\ufeff'
  for (const sent of [
    json(targets.shop, `${bom}{"authcode":"c1"}`),
    form(targets.endUser, bom + endUserForm()),
  ]) {
    const notes = await told(sent)
    expect(reading(notes, 'body-encoding')[0]?.message).toContain('begins with a byte order mark')
    expect(notes.filter(({ kind }) => misleading.test(kind))).toEqual([])
  }
  // Json.NET's reader takes it off.
  expect(await told(json(targets.login, `${bom}{"code":"c1"}`))).toEqual([])
})

it.each([
  [
    { ...JSON_TYPE, 'Content-Encoding': 'gzip' },
    shop({ authcode: '' }),
    'says gzip, and the body is not compressed',
  ],
  [
    { 'Content-Type': 'application/json; charset=utf-16' },
    login(),
    'The body is UTF-8, and charset=utf-16 says otherwise',
  ],
] as const)('a declaration that lies: %o', async (headers, { target, body }, expected) => {
  const notes = await told({ target, headers, ...(body === undefined ? {} : { body }) })
  expect(notes.map(({ message }) => message).join('\n')).toContain(expected)
})

const wrap = (sent: Sent, change: (value: unknown) => unknown): Sent => ({
  ...sent,
  body: JSON.stringify(change(JSON.parse(String(sent.body)))),
})
const jsonBodies = bodies.filter(([, { headers }]) => headers === JSON_TYPE)

describe.each(jsonBodies)('a body that is wrapped, %s', (_api, sent) => {
  it.each([
    ['dto', (value: unknown) => ({ dto: value }), 'within `dto`'],
    ['data', (value: unknown) => ({ data: value }), 'within `data`'],
    ['with others', (value: unknown) => ({ id: 1, params: value, lang: 'zh' }), 'within `params`'],
    ['text in data', (value: unknown) => ({ data: JSON.stringify(value) }), 'as a text in `data`'],
    [
      'JSON in a JSON text',
      (value: unknown) => JSON.stringify(value),
      'a JSON text within a JSON text',
    ],
    ['a list', (value: unknown) => [value], 'a list around the object'],
    [
      'characters, spread',
      (value: unknown) => Object.fromEntries(Array.from(JSON.stringify(value)).entries()),
      'a text in pieces',
    ],
  ] as const)('%s', async (_about, change, expected) => {
    const notes = await told(wrap(sent, change))
    const [note, ...more] = reading(notes, 'body-wrapped')
    expect(more).toEqual([])
    expect(note?.message).toContain(expected)
    expect(notes.filter(({ kind }) => misleading.test(kind))).toEqual([])
  })
})

describe('a form that is wrapped', () => {
  const spread = new URLSearchParams(
    Object.fromEntries(Array.from('{"authcode":"c1"}').entries()),
  ).toString()
  it.each([
    [form(targets.shop, spread), 'a text in pieces'],
    [form(targets.login, spread), 'a text in pieces'],
    [form(targets.endUser, spread), 'a text in pieces'],
    [form(targets.shop, 'data[authcode]=c1'), 'within `data`'],
    [form(targets.shop, `data=${encodeURIComponent('{"authcode":"c1"}')}`), 'as a text in `data`'],
    [form(targets.endUser, `param.appId=wx1&param.code=c1`), 'within `param`'],
    [form(targets.endUser, `json=${encodeURIComponent('{"appId":"wx1"}')}`), 'as a text in `json`'],
    [json(targets.endUser, { data: { appId: 'wx1', code: 'c1' } }), 'reads no JSON here'],
  ] as const)('%#', async (sent, expected) => {
    const notes = await told(sent)
    expect(
      reading(notes, 'body-wrapped')
        .map(({ message }) => message)
        .join(),
    ).toContain(expected)
  })
})

describe('separators', () => {
  const entity = (text: string) => text.replaceAll('&', '&amp;')
  it.each([
    [{ ...shop(), target: entity(targets.shop) }, '`&amp;` before `application`'],
    [
      { ...shop(), target: targets.shop.replace('&application=', '?application=') },
      'second `?`, before `application`',
    ],
    [{ ...endUser(), target: entity(endUser().target) }, '`&amp;` before `code`'],
    [
      { ...endUser(), target: `${targets.endUser}?x=1?${endUserForm()}` },
      'second `?`, before `appId`',
    ],
    [form(targets.endUser, entity(endUserForm())), 'The form has `&amp;`'],
    [form(targets.login, 'Source=1&amp;code=c1'), '`&amp;` before `code`'],
    [
      { method: 'GET', target: '/sns/jscode2session?appid=wx1&amp;secret=s&amp;js_code=c' },
      '`&amp;` before `secret`',
    ],
  ] as const)('%#', async (sent, expected) => {
    const notes = await told(sent)
    expect(
      reading(notes, 'separator-wrong')
        .map(({ message }) => message)
        .join(),
    ).toContain(expected)
    expect(notes.filter(({ path }) => path?.startsWith('amp;') === true)).toEqual([])
  })

  it('a `?` or an entity in a value is none', async () => {
    expect(await told(login({ code: 'a?b=c&amp;d' }))).toHaveLength(1)
    expect(await told({ ...shop(), target: `${targets.shop}&x=what?` })).toEqual([])
    expect(await told(form(targets.shop, 'authcode=c1&nickname=a%3Fb'))).toHaveLength(1)
  })
})

describe('what is said once is said once', () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`zz${at}`, 1]))
  const near = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`authcod${at}`, 1]))
  it.each([
    ['000', authorization(many)],
    ['001', login(many)],
    ['003', shop({ authcode: 'c1', ...many })],
    ['003, near', shop({ authcode: 'c1', ...near })],
    ['004', signup(many)],
    ['form', form(targets.login, new URLSearchParams({ Code: 'c1', ...many }).toString())],
    [
      '002',
      {
        target: `${endUser().target}&${new URLSearchParams(Object.entries(many).map(([key, value]) => [key, String(value)])).toString()}`,
        headers: FORM_TYPE,
      },
    ],
  ] as const)('%s', async (_about, sent) => {
    const notes = (await told(sent)).filter(({ kind }) => kind === 'unknown-field')
    expect(notes).toHaveLength(1)
    expect(notes[0]?.message).toMatch(/\(so it is with `/)
  })

  it('nobody is asked whether what they sent was meant', async () => {
    const paths = [
      '/api/WxSmallApp/LoginWithPhone/',
      '//api/WxSmallApp/LoginWithPhone',
      '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin/',
      '/api/wxsmallapp/loginwithphone',
      '/API.php?s=user/appminiuserauth',
      '/api.php?s=USER/appminiuserauth',
      '/sns/jscode2session/',
    ]
    for (const target of paths)
      for (const { message, actual, expected } of await told({ ...login(), target })) {
        const [, meant] = /did you mean `?([^`?]+)`?\?/.exec(message) ?? []
        if (meant !== undefined)
          expect(message.split(`\`${meant}\``).length, message).toBeLessThan(3)
        if (expected !== undefined) expect(expected).not.toBe(actual)
      }
  })
})
