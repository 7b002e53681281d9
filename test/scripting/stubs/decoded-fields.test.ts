import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { apis } from '../../../src/apis/index.ts'
import { serve } from '../../support/served.ts'
import { spellingsOf } from '../../support/spellings.ts'

/** Fields of an answer, put over the live one's. */
const overridden: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'app-authorization': { message: '改过的', 'data.expiresIn': 5 },
  'small-app-login': { Siteinfo_Jifenname: '改过的', IsBindWx: false },
  'third-part-signup': { Message: '改过的', 'Data.expires_in': 5 },
  'offiaccount-auth-login': { msg: '改过的', 'data.accessToken.expirationTime': 5 },
  'app-mini-user-auth': { msg: '改过的', 'data.integral': '5' },
  'wechat-platform': { openid: '改过的', session_key: '5' },
}

const documented = apis.map((api) => {
  const [operation] = api.operations
  if (operation?.magic === undefined) throw new Error(`${api.name} has no field for magic values.`)
  return { api, operation, magic: operation.magic }
})

/** One stub for each API answers by a decoded field, one amends the live answer. */
const folder = await mkdtemp(join(tmpdir(), 'fields-'))
const file = join(folder, 'stubs.json')
await writeFile(
  file,
  JSON.stringify({
    stubs: documented.flatMap(({ api, magic }) => [
      {
        match: { api: api.name, fields: { [magic]: { matches: 'wanted-\\d+' } } },
        respond: {
          response: {
            status: 299,
            body: `{{request.fields.${magic}}} at {{now.iso}} by {{fake.person.fullName}}`,
          },
        },
      },
      {
        match: { api: api.name, fields: { [magic]: 'amended' } },
        respond: { fields: overridden[api.name] },
      },
    ]),
  }),
)
const mock = await serve({ fixtures: [file] })
afterAll(async () => {
  await mock.close()
  await rm(folder, { recursive: true })
})

describe.each(documented.map((one) => [one.api.name, one] as const))('%s', (name, one) => {
  const { operation, magic } = one
  const spellings = spellingsOf(operation, { api: name })

  it('one stub matches every spelling of a request, and its template sees the field', async () => {
    const bodies = []
    for (const { spell } of spellings) {
      const answer = await mock.send(mock.fresh(), spell({ [magic]: 'wanted-7' }))
      expect(answer.status).toBe(299)
      expect(answer.body).toMatch(/^wanted-7 at 2026-01-29T07:00:34\.000Z by [\u4e00-\u9fff]{2,4}$/)
      bodies.push(answer.body)
      const other = await mock.send(mock.fresh(), spell({ [magic]: 'wanted-x' }))
      expect(other.status).not.toBe(299)
    }
    if (one.api.dialect.name === 'wechat') expect(spellings).toHaveLength(1)
    else expect(spellings.length).toBeGreaterThan(1)
    // The seed decides, not the format.
    expect(new Set(bodies).size).toBe(1)
  })

  it('overridden fields are spoken in the format of the answer', async () => {
    for (const { spell } of spellings) {
      const tenant = mock.fresh()
      const { headers, body, status } = await mock.send(tenant, spell({ [magic]: 'amended' }))
      expect([status, await mock.last(tenant)]).toMatchObject([200, { decider: 'stub' }])
      if (headers['content-type']?.includes('xml') === true) {
        expect(body).toContain('>改过的<')
        expect(body).toMatch(/>5<|>false</)
      } else {
        expect(JSON.stringify(JSON.parse(body))).toContain('改过的')
        expect(body).toMatch(/:"?5\b|:false/)
      }
    }
  })
})
