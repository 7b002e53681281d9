import { beforeAll, describe, expect, it } from 'vitest'
import { serveBoth, type Sent } from '../support/served.ts'
import {
  authorization,
  endUser,
  login,
  SECRET,
  sha256,
  shop,
  signup,
  targets,
} from '../support/clean-requests.ts'

const KNOWN = '041KIFll2LRIW74DSzll2BlMpn4KIFlx'
const OTHER = '0b1cDEfgh2ijkLMNopq3rsTUVwxyz4AB'
const world = {
  people: [{ id: 'ann', openId: 'oAnn0000000000000000000000000' }],
  codes: [KNOWN, OTHER].map((code) => ({ code, person: 'ann', once: false })),
  apps: [{ appId: 'wxA', secret: 's' }],
}

const { strict, lenient } = await serveBoth()
beforeAll(async () => {
  for (const mock of [strict, lenient]) await mock.admin('codes', 'PATCH', 'world', { ...world })
})

const signed = (code: string): Sent =>
  endUser({ code, signature: sha256(`wx1${code}${SECRET}`), userDomain: 'C.DM.10271.5' })

const platform = (code: string): Sent => ({
  method: 'GET',
  target: `/sns/jscode2session?appid=wxA&secret=s&js_code=${encodeURIComponent(code)}&grant_type=authorization_code`,
})

/** The code, and what the note says of it. */
const slips: readonly (readonly [string, string])[] = [
  ['undefined', 'is what a program prints for a variable without a value'],
  ['null', 'is what a program prints'],
  ['NaN', 'is what a program prints'],
  ['None', 'is what a program prints'],
  ['[object Object]', 'is what a program prints'],
  ['"undefined"', 'is what a program prints'],
  [`"${KNOWN}"`, 'stands in quotes of its own'],
  [`'${KNOWN}'`, 'stands in quotes of its own'],
  [`${KNOWN}#wechat_redirect`, 'goes on with `#wechat_redirect`'],
  [`${KNOWN}&state=S`, 'goes on with `&state=S`'],
  [`${KNOWN}?state=S`, 'goes on with `?state=S`'],
  [`${KNOWN}#/pages/index`, 'goes on with `#/pages/index`'],
  [`code=${KNOWN}`, 'is a whole query or URL'],
  [`https://m.example.com/back?code=${KNOWN}&state=S`, 'is a whole query or URL'],
  [`${KNOWN},${OTHER}`, 'is two codes in one text'],
  [`${KNOWN} ${OTHER}`, 'is two codes in one text'],
  [`${KNOWN}${OTHER}`, 'is two codes in one text'],
  [`${KNOWN}${KNOWN}`, 'is one code twice'],
  [`{"errMsg":"login:ok","code":"${KNOWN}"}`, "is wx.login's whole answer"],
  [` ${KNOWN}`, 'has white space or an invisible character around it'],
  [`${KNOWN}\n`, 'has white space or an invisible character around it'],
  [`\u200b${KNOWN}`, 'has white space or an invisible character around it'],
  [`${KNOWN}%23`, 'is percent-encoded once more'],
  [`(${KNOWN})`, `holds the code ${KNOWN} and something around it`],
  [`${KNOWN};`, `holds the code ${KNOWN} and something around it`],
  ['${code}', 'is the placeholder of an example'],
  ['{{code}}', 'is the placeholder of an example'],
  ['<code>', 'is the placeholder of an example'],
  ['JSCODE', 'is the placeholder of an example'],
  ['e3'.repeat(32), 'is one of the phone number button'],
  ['oAnn0000000000000000000000000', 'is the openid of ann, not a code'],
]

describe.each([
  ['001', (code: string) => login({ code })],
  ['002', signed],
  ['wechat', platform],
] as const)('what is wrong with a code, %s', (api, ask) => {
  it.each(slips)('%j', async (code, why) => {
    const isTold = (note: { kind: string }) => /code-|no-value/.test(note.kind)
    for (const mock of [strict, lenient]) {
      const told = await mock.tell(ask(code), { tenant: 'codes' })
      const notes = told.notes?.filter(isTold) ?? []
      expect(notes).toHaveLength(1)
      expect(notes[0]?.message).toContain(why)
      expect(notes[0]?.message).toMatch(/^Code .*: (the real )?WeChat answers 40029.*; .+\.$/s)
      expect(notes[0]?.path).toBe(api === 'wechat' ? 'js_code' : 'code')
      if (mock === lenient) expect(told.case).toMatch(/\/(?:success|phone-required)$/)
    }
  })

  it.each(['c1', 'abc', 'test-code_1', KNOWN, '071' + 'aB3'.repeat(9) + 'xy', 'code', '123456'])(
    'nothing is said of %s, leniently',
    async (code) => {
      expect((await lenient.tell(ask(code), { tenant: 'codes' })).notes).toEqual([])
    },
  )
})

describe('the shop hears of those that a URL leaves as they are', () => {
  it.each(['undefined', 'null', '[object%20Object]', `${KNOWN},${OTHER}`, `${KNOWN}${KNOWN}`])(
    '%s',
    async (authcode) => {
      for (const mock of [strict, lenient]) {
        const { notes } = await mock.tell(shop({ authcode }), { tenant: 'codes' })
        expect(notes?.length).toBeGreaterThan(0)
        expect(notes?.every(({ kind }) => /code-altered|no-value-text/.test(kind))).toBe(true)
      }
    },
  )
})

describe('the text of no value in other fields', () => {
  it.each([
    [authorization({ openId: 'undefined' }), 'openId'],
    [authorization({ unionId: 'null' }), 'unionId'],
    [signup({ ThirdPartID2: '[object Object]' }), 'ThirdPartID2'],
    [endUser({ appId: 'undefined', signature: sha256(`undefinedc1${SECRET}`) }), 'appId'],
    [
      { ...shop({ authcode: 'c1' }), target: targets.shop.replace('token=', 'token=undefined') },
      'token',
    ],
  ])('%#', async (sent, path) => {
    const { notes } = await lenient.tell(sent)
    expect(notes?.filter(({ kind }) => kind === 'no-value-text').map((note) => note.path)).toEqual([
      path,
    ])
  })
})
