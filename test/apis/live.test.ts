import { afterAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import {
  limits,
  rowOf,
  serve,
  shortOf,
  triggerOf,
  type Answered,
  type Listed,
} from '../support/served.ts'

const lenient = await serve({ limits })
const strict = await serve({ limits, strict: true })
afterAll(async () => {
  await lenient.close()
  await strict.close()
})
const cases = await lenient.listed()

/** The first of the APIs in the same stack: what no service has is counted for it. */
const countedFor = (listed: Listed): string =>
  shortOf(listed) === 'no-route' ? `${apis[0]?.name ?? ''}/no-route` : listed.name

const withoutRid = ({ status, headers, body }: Answered) => ({
  status,
  type: headers['content-type'],
  body: body.replace(/rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}/, 'rid: …'),
})

/** Answers whose words are about the very input that cannot be had when they are forced. */
const wordedByInput = new Set(['third-part-signup/invalid-model', 'app-mini-user-auth/exception'])

const claimed = cases.filter((listed) => rowOf(listed).live !== undefined)
const unclaimed = cases.filter((listed) => rowOf(listed).live === undefined)

describe.each(claimed.map((listed) => [listed.name, listed] as const))('%s', (_name, listed) => {
  const row = rowOf(listed)
  const { text = '', world = {}, strict: strictly = false } = row.live ?? {}
  const mock = strictly ? strict : lenient

  it(`live: ${text}`, async () => {
    expect(listed.triggers[0]).toBe(`live: ${text}`)
    const request = triggerOf(listed)
    if (request === undefined) throw new Error('It claims no live trigger.')
    const tenant = mock.fresh()
    await mock.admin(tenant, 'PATCH', 'world', world)
    const answer = await mock.send(tenant, request)
    const { case: name, decider, notes } = await mock.last(tenant)
    expect([name, answer.status]).toEqual([countedFor(listed), listed.status])
    expect(['live', 'framework']).toContain(decider)
    const counted = (await mock.listed(tenant)).filter(({ answered }) => answered > 0)
    expect(counted.map((one) => [one.name, one.answered])).toEqual([[countedFor(listed), 1]])
    if (row.kind === 'success') return
    expect(notes).not.toEqual([])
    // The same request with the case forced upon it: the same words.
    const forced = await mock.send(mock.fresh(), request, { 'X-Mock-Case': shortOf(listed) })
    if (wordedByInput.has(listed.name)) expect(forced.status).toBe(answer.status)
    else expect(withoutRid(forced)).toEqual(withoutRid(answer))
  })
})

it.each(unclaimed.map((listed) => [listed.name, listed] as const))(
  '%s claims no live trigger',
  (_name, listed) => {
    expect(listed.triggers[0]).toBe('live: no input and no world causes it')
  },
)

it('leaves to overrides what only they can give', () => {
  expect(unclaimed.map(({ name }) => name)).toEqual([
    'app-authorization/documented',
    'app-authorization/server-error',
    'app-authorization/length-required',
    'small-app-login/invalid-model',
    'small-app-login/documented',
    'small-app-login/server-error',
    'small-app-login/length-required',
    'third-part-signup/documented',
    'third-part-signup/server-error',
    'third-part-signup/length-required',
    'offiaccount-auth-login/5000',
    'offiaccount-auth-login/5421',
    'offiaccount-auth-login/documented',
    'offiaccount-auth-login/cors-rejected',
    'offiaccount-auth-login/cors-failed',
    'offiaccount-auth-login/tomcat-server-error',
    'offiaccount-auth-login/not-implemented',
    'offiaccount-auth-login/version-not-supported',
    'app-mini-user-auth/documented',
    'app-mini-user-auth/documented-error',
    'app-mini-user-auth/not-implemented',
    'app-mini-user-auth/version-not-supported',
    'wechat-platform/documented',
    'wechat-platform/account-blocked',
    'wechat-platform/not-followed',
    'wechat-platform/too-frequent',
    'wechat-platform/state-missing',
  ])
})
