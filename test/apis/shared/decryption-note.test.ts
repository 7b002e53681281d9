import { describe, expect, it } from 'vitest'
import { serveBoth, type Served, type Pair, type Sent } from '../../support/served.ts'
import { json, login, signup } from '../../support/clean-requests.ts'

const OPENID = 'oAnn0000000000000000000000000'
const world = {
  people: [
    { id: 'ann', openId: OPENID, openIds: { wxOther: 'oAnnElsewhere' }, phone: '13800138002' },
    { id: 'bob', openId: 'oBob', phone: '13800138003' },
  ],
  codes: [{ code: 'annCode', person: 'ann', once: false }],
  shopxoUsers: [{ id: '900', weixin_openid: OPENID, logins: 1 }],
}

const { strict, lenient } = await serveBoth()

let tenants = 0
const opened = async (mock: Served) => {
  const tenant = `d${++tenants}`
  await mock.admin(tenant, 'PATCH', 'world', world)
  const encrypt = (order: object = { person: 'ann' }) =>
    mock.admin<Pair>(tenant, 'POST', 'wechat/encrypt', order)
  const notes = async (sent: Sent) =>
    ((await mock.tell(sent, { tenant, world })).notes ?? []).filter(({ kind }) =>
      /encrypted-undecryptable|iv-length|required-missing|php-empty/.test(kind),
    )
  return { encrypt, notes, tenant }
}

const onekey = (fields: object): Sent =>
  json('/api.php?s=user/onekeyusermobilebind&application_client_type=weixin', {
    openid: OPENID,
    ...fields,
  })

/** The three sites that decrypt, each asked with a pair. */
const sites = [
  [
    '001',
    (data: string, iv: string) =>
      login({ code: 'annCode', phoneString: JSON.stringify({ encryptedData: data, iv }) }),
    '`encryptedData` in `phoneString`',
    '`iv` in `phoneString`',
  ],
  [
    '003',
    (data: string, iv: string) => onekey({ encrypted_data: data, iv }),
    '`encrypted_data`',
    '`iv`',
  ],
  [
    '004',
    (data: string, iv: string) =>
      signup({
        Mobile: undefined,
        VerifyCode: undefined,
        ThirdPartID2: OPENID,
        ThirdPartAppid: 'wxA',
        EncryptMobile: data,
        EncryptIV: iv,
      }),
    '`EncryptMobile`',
    '`EncryptIV`',
  ],
] as const

const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')

/** Texts with both letters, so that every spelling differs. */
const DATA = Buffer.from(
  `${'fb7fbffe'.repeat(3)}${'0123456789abcdef'.repeat(5)}${'fb7fbffe'.repeat(3)}`,
  'hex',
).toString('base64')
const IV = Buffer.from('fb'.repeat(16), 'hex').toString('base64')

/** What is done to the pair, and what the note says of it: `D` and `I` stand for the names of the two. */
const spellings: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'a `+` became a space',
    DATA.replaceAll('+', ' '),
    IV,
    /^D has a space where WeChat gave a `\+`/,
  ],
  ['encoded twice', encodeURIComponent(DATA), IV, /^D is percent-encoded once more/],
  ['an iv encoded twice', DATA, encodeURIComponent(IV), /^I is percent-encoded once more/],
  ['the text undefined', 'undefined', IV, /^D is the text undefined, .*detail/],
  ['the text null', DATA, 'null', /^I is the text null/],
  ['an object as text', '[object Object]', IV, /^D is the text \[object Object\]/],
  ['the user denied', 'getPhoneNumber:fail user deny', IV, /^The user denied the phone number/],
  ['the new phone code', 'e3'.repeat(32), IV, /^D holds the phone number button's `code`/],
  ['parts swapped', IV, DATA, /^D and I are swapped/],
  ['the same text twice', DATA, DATA, /^D and I are the same text/],
  ['truncated', DATA.slice(0, 40), IV, /^D is cut off: it has 30 bytes/],
  ['truncated within a group of letters', DATA.slice(0, 41), IV, /^D (is cut off|lacks)/],
  ['base64 of base64', Buffer.from(DATA).toString('base64'), IV, /^D is base64 of base64/],
  ['hex', Buffer.from(DATA, 'base64').toString('hex'), IV, /^D is in hex/],
  ['quotes of its own', `"${DATA}"`, IV, /^D stands in quotes of its own/],
  ['escaped once more', DATA.replaceAll('/', '\\/'), IV, /^D is escaped as JSON or HTML/],
  ['a mobile in plain text', '13800138000', IV, /^D is a mobile number in plain text/],
  ['a short iv', DATA, 'AAAA', /^I has 3 bytes|^`iv` has 4 characters/],
  [
    'what is no base64',
    `${DATA.slice(0, 20)}*${DATA.slice(21)}`,
    IV,
    /^D is (no base64: it holds `\*`|cut off|percent)/,
  ],
]

describe.each(sites)('what is wrong with the data, %s', (site, ask, dataName, ivName) => {
  it.each(spellings)('%s', async (_about, data, iv, expected) => {
    for (const mock of [strict, lenient]) {
      const { notes } = await opened(mock)
      const [note, ...more] = await notes(ask(data, iv))
      expect(more).toEqual([])
      const said = note?.message.replaceAll(dataName, 'D').replaceAll(ivName, 'I') ?? ''
      if (site === '003' && expected.source.includes('no base64')) expect(said).toMatch(/^D is/)
      else if (!(site === '003' && iv === 'AAAA')) expect(said).toMatch(expected)
      expect(said).toMatch(/: the (real )?(site|shop) (answers?|answered|refused) .*; .+\.$/)
    }
  })

  it('URL-safe letters', async () => {
    const { notes } = await opened(strict)
    const [note] = await notes(ask(urlSafe(DATA), IV))
    expect(note?.message).toContain(`${dataName} is in URL-safe base64`)
  })

  it.each([
    [
      'another person’s',
      (D: string) => `${D} is another person's: it opens with the session key of bob: the `,
    ],
    ['with another iv', (_: string, I: string) => `${I} belongs to other data`],
    ['a profile', () => 'holds openId, nickName, gender, language and no phone number'],
    ['of another app', (D: string) => `${D} was encrypted for the same person in app wxOther`],
    [
      'of the login before',
      (D: string) => `${D} was encrypted with the session key of the login before`,
    ],
  ] as const)('%s', async (about, expected) => {
    const { encrypt, notes, tenant } = await opened(strict)
    const own = await encrypt()
    const others = await encrypt({ person: 'bob' })
    const pairs: Readonly<Record<string, () => Promise<Pair>>> = {
      'another person’s': () => Promise.resolve(others),
      'with another iv': () => Promise.resolve({ ...own, iv: others.iv }),
      'a profile': () => strict.admin<Pair>(tenant, 'POST', 'wechat/sign', { person: 'ann' }),
      'of another app': () => encrypt({ person: 'ann', appId: 'wxOther' }),
      'of the login before': () => encrypt({ person: 'ann', sessionKey: 'previous' }),
    }
    const { encryptedData, iv } = await (pairs[about] ?? (() => Promise.resolve(own)))()
    const [note] = await notes(ask(encryptedData, iv))
    expect(note?.message).toContain(expected(dataName, ivName))
  })

  it('what nobody’s key opens is said strictly, and is nothing to speak of leniently', async () => {
    const [said] = await (await opened(strict)).notes(ask(DATA, IV))
    expect(said?.message).toContain('are whole, but decrypt with no session key of this world')
    expect(await (await opened(lenient)).notes(ask(DATA, IV))).toEqual([])
  })

  it('opens what is right, white space in it or not', async () => {
    for (const mock of [strict, lenient]) {
      for (const end of ['', '\r\n', ' ', '\t']) {
        const { encrypt, notes } = await opened(mock)
        const { encryptedData, iv } = await encrypt()
        const text = `${encryptedData.slice(0, 76)}${end}${encryptedData.slice(76)}${end}`
        expect(await notes(ask(text, iv))).toEqual([])
      }
    }
  })
})

describe('a part that is missing', () => {
  it.each([
    [login({ code: 'annCode', phoneString: DATA }), /came without `iv`/],
    [
      login({ code: 'annCode', phoneString: JSON.stringify({ iv: IV }) }),
      /without `encryptedData`/,
    ],
    [login({ code: 'annCode', phoneString: '{}' }), /^There is neither/],
    [login({ code: 'annCode', phoneString: '{"code":"abc"}' }), /^There is nothing but the phone/],
    [
      login({ code: 'annCode', phoneString: '{"errMsg":"getPhoneNumber:fail user deny"}' }),
      /^The user denied/,
    ],
    [
      login({
        code: 'annCode',
        phoneString: JSON.stringify({ detail: { encryptedData: DATA, iv: IV } }),
      }),
      /deeper than the site looks/,
    ],
    [
      login({
        code: 'annCode',
        phoneString: JSON.stringify(JSON.stringify({ encryptedData: DATA, iv: IV })),
      }),
      /deeper than the site looks/,
    ],
    [onekey({ encrypted_data: DATA }), /^`encrypted_data` came without `iv`/],
    [onekey({ iv: IV }), /^`iv` came without `encrypted_data`/],
    [onekey({ encrypted_data: null, iv: null, code: 'e3'.repeat(32) }), /^There is nothing but/],
    [onekey({ errMsg: 'getPhoneNumber:fail user deny' }), /^The user denied/],
    [
      signup({ Mobile: undefined, VerifyCode: undefined, EncryptMobile: DATA }),
      /^`EncryptMobile` came without `EncryptIV`/,
    ],
  ] as const)('%o', async (sent, expected) => {
    const { notes } = await opened(strict)
    expect((await notes(sent))[0]?.message).toMatch(expected)
  })
})

describe('base64 as each platform reads it', () => {
  /** Of a pair that decrypts: whether it still does after this change of its data. */
  const decrypts = async (index: 0 | 1 | 2, change: (data: string) => string) => {
    const { encrypt, tenant } = await opened(strict)
    // One key for all apps; with this app id the data is 160 bytes, whose base64 ends in `==`.
    const people = [{ id: 'ann', sessionKey: Buffer.alloc(16, 5).toString('base64') }]
    await strict.admin(tenant, 'PATCH', 'world', { people })
    const { encryptedData, iv } = await encrypt({ person: 'ann', appId: 'wx0123456789abcdef' })
    expect(encryptedData).toMatch(/[+/].*==$/)
    const told = await strict.tell(sites[index][1](change(encryptedData), iv), { tenant })
    return !(told.case ?? '').includes('undecryptable')
  }
  const bare = (data: string) => data.replace(/=+$/, '')

  it.each([
    ['white space', (data: string) => ` ${data.slice(0, 5)}\n${data.slice(5)}\t`, true, true],
    ['missing padding', bare, false, true],
    ['too much padding', (data: string) => `${data}=`, false, true],
    ['URL-safe letters', urlSafe, false, false],
    ['a strange letter', (data: string) => `${data.slice(0, 4)}*${data.slice(4)}`, false, true],
    [
      'a no-break space',
      (data: string) => `${data.slice(0, 4)}\u00a0${data.slice(4)}`,
      false,
      true,
    ],
  ] as const)('%s', async (_about, change, dotNet, php) => {
    expect([
      await decrypts(0, change),
      await decrypts(1, change),
      await decrypts(2, change),
    ]).toEqual([dotNet, php, dotNet])
  })
})
