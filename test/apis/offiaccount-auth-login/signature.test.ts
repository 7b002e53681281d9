import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve, type Served } from '../../support/served.ts'
import { FORM_TYPE, SECRET, sha256, targets } from '../../support/clean-requests.ts'

let mock: Served
beforeAll(async () => {
  mock = await serve()
})
afterAll(() => mock.close())

const DOMAIN = 'C.DM.10271.5'
const sign = (code: string, appId = 'wx1') => sha256(`${appId}${code}${SECRET}`)
const told = async (query: string) => {
  const { notes, case: name } = await mock.tell({
    target: `${targets.endUser}?${query}`,
    headers: FORM_TYPE,
  })
  expect(name).toBe('offiaccount-auth-login/5420')
  return notes?.filter(({ kind }) => kind.startsWith('signature-')) ?? []
}
const query = (code: string, signature: string) =>
  `appId=wx1&code=${code}&signature=${signature}&userDomain=${DOMAIN}`

describe('why a signature is wrong', () => {
  it.each([
    ['code twice, the first signed', query('c1&code=c2', sign('c1')), 'given twice; send it once'],
    ['code twice, the last signed', query('c1&code=c2', sign('c2')), 'given twice; send it once'],
    ['the same code twice', query('c1&code=c1', sign('c1')), 'given twice; send it once'],
    ['appId twice', `appId=wx1&${query('c1', sign('c1'))}`, '`appId` was given twice'],
    [
      'signature twice',
      `signature=${sign('c1')}&${query('c1', sign('c1'))}`,
      'there twice, which Spring joins',
    ],
    [
      'signed with the fragment',
      query('c1', sign('c1#wechat_redirect')),
      '`code` with `#wechat_redirect` behind it',
    ],
    [
      'signed without the fragment',
      query('c1%23wechat_redirect', sign('c1')),
      'without what stands behind it from `#`',
    ],
    [
      'signed without the state',
      query('c1%26state%3DS', sign('c1')),
      'without what stands behind it from `#`',
    ],
    ['encoded twice on the way', query('a%252Bb', sign('a+b')), 'percent-encoded twice on its way'],
    [
      'encoded three times on the way',
      query('a%25252Bb', sign('a+b')),
      'percent-encoded three times',
    ],
    [
      'encoded twice before signing',
      query('a%2Bb', sign('a%252Bb')),
      'percent-encoded twice before it was signed',
    ],
    ['encoded once before signing', query('a%2Bb', sign('a%2Bb')), 'a URL-encoded code'],
    ['the code in quotes', query('c1', sign('"c1"')), 'the `code` in quotes'],
    [
      'the query text',
      query('c1', sha256(`appId=wx1&code=c1&userDomain=${DOMAIN}`)),
      "the query's own text, appId=…&code=…&userDomain=…, and not",
    ],
    [
      'the query text and the secret',
      query('c1', sha256(`appId=wx1&code=c1${SECRET}`)),
      "the query's own text, appId=…&code=… and the secret",
    ],
    [
      'the query text and &secret=',
      query('c1', sha256(`code=c1&appId=wx1&secret=${SECRET}`)),
      "the query's own text",
    ],
    [
      'the query text and &key=',
      query('c1', sha256(`appId=wx1&code=c1&userDomain=${DOMAIN}&key=${SECRET}`)),
      "the query's own text",
    ],
    [
      'the secret before it',
      query('c1', sha256(`${SECRET}appId=wx1&code=c1`)),
      "the secret and the query's own text",
    ],
    [
      'JSON',
      query('c1', sha256(JSON.stringify({ appId: 'wx1', code: 'c1', userDomain: DOMAIN }))),
      'a JSON text of the parameters',
    ],
  ])('%s', async (_about, sent, expected) => {
    const [note, ...more] = await told(sent)
    expect(more).toEqual([])
    expect(note?.message).toContain(expected)
    expect(note?.message).toMatch(/; expected .*, and the platform answered 5420\.$/)
    expect(note?.message).not.toContain('no usual mistake')
  })

  it('with all parameters, sorted, mcc among them', async () => {
    const text = `appId=wx1&code=c1&mcc=460&userDomain=${DOMAIN}`
    const [note] = await told(`${query('c1', sha256(text))}&mcc=460`)
    expect(note?.message).toContain("the query's own text")
  })

  it('one that is none of these says so', async () => {
    const [note] = await told(query('c1', sha256('whatever')))
    expect(note?.message).toContain('of no usual mistake')
  })
})
