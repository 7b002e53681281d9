import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type MockClient } from '../../../src/client/index.ts'
import { createMockServer, type MockServer } from '../../../src/index.ts'

let server: MockServer
let next = 0
beforeAll(async () => {
  const state = {
    world: { people: [{ id: '{who}', nickname: '{nick}' }] },
    use: '5368',
    clock: '2026-03-01T00:00:00Z',
    values: { person: '{who}', braces: '{unknown} {"a":1}' },
  } as const
  server = await createMockServer({
    clock: '2026-01-29T07:00:34Z',
    fixtures: [
      { states: { somebody: { use: '5104' }, later: { clock: '+2h' } } },
      { states: { somebody: state } },
    ],
  })
})
afterAll(() => server.close())

const fresh = (): MockClient => connect({ url: server.url, tenant: `t${next++}` })
interface Asked {
  readonly consumer?: string
  readonly state: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly action: string
}
const change = async ({ url }: MockClient, body: Asked | object) => {
  const answer = await fetch(`${url}/__admin/pact/provider-states`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return [answer.status, (await answer.json()) as Readonly<Record<string, unknown>>] as const
}
const setup = (client: MockClient, state: string, params = {}) =>
  change(client, { consumer: 'app', state, params, action: 'setup' })
const teardown = (client: MockClient, state: string) =>
  change(client, { state, action: 'teardown' })

describe('the provider states of Pact', () => {
  it('a fixture’s: world, case, clock and values, with the parameters in its texts', async () => {
    const client = fresh()
    expect(await setup(client, 'somebody', { who: 'wang', nick: '王', age: 7 })).toEqual([
      200,
      { who: 'wang', nick: '王', age: 7, person: 'wang', braces: '{unknown} {"a":1}' },
    ])
    expect((await client.world.get()).people).toContainEqual({ id: 'wang', nickname: '王' })
    expect(await client.uses()).toEqual([{ case: '5368' }])
    expect(await client.clock.get()).toMatchObject({
      now: '2026-03-01T00:00:00.000Z',
      frozen: true,
    })
  })

  it('a teardown brings back what was there, of all the states since', async () => {
    const client = fresh()
    await client.use('5115')
    const before = await client.world.get()
    await setup(client, 'somebody', { who: 'wang' })
    await setup(client, 'flaky')
    await setup(client, 'later')
    expect(await client.clock.get()).toMatchObject({ frozen: false })
    expect((await client.stubs.list()).length).toBe(1)
    expect(await teardown(client, 'somebody')).toEqual([200, {}])
    expect(await client.world.get()).toEqual(before)
    expect(await client.uses()).toEqual([{ case: '5115' }])
    expect(await client.stubs.list()).toEqual([])
    expect(await client.clock.get()).toMatchObject({
      now: '2026-01-29T07:00:34.000Z',
      frozen: true,
    })
    // Nothing is left to be brought back.
    await client.use('5104')
    expect(await teardown(client, 'later')).toEqual([200, {}])
    expect(await client.uses()).toEqual([{ case: '5104' }])
  })

  it.each(['5368', 'offiaccount-auth-login/5368'])('a case: %s', async (state) => {
    const client = fresh()
    expect(await setup(client, state, { a: 1 })).toEqual([200, { a: 1 }])
    const answer = await fetch(`${client.url}/v2/enduser/enduserapi/wechatOffiaccountAuthLogin`, {
      method: 'POST',
    })
    expect(await answer.json()).toMatchObject({ code: 5368 })
  })

  it('a ready-made fixture', async () => {
    const client = fresh()
    expect((await setup(client, 'disabled-domain'))[0]).toBe(200)
    expect((await client.world.get()).userDomains).toContainEqual(
      expect.objectContaining({ userDomain: 'C.DM.10271.5', status: 'disabled' }),
    )
  })

  it('none, for an interaction that needs none', async () => {
    expect(await setup(fresh(), '')).toEqual([200, {}])
  })

  it('one that there is not: 404, with those there are', async () => {
    const [status, problem] = await setup(fresh(), 'nonesuch')
    expect([status, problem]).toMatchObject([
      404,
      {
        detail: expect.stringMatching(
          /^There is no state "nonesuch"\. Of fixtures: somebody, later\. Ready-made: .*flaky.*\. Every case is one, too\.$/,
        ) as string,
        states: ['somebody', 'later'],
        fixtures: expect.arrayContaining(['site-closed']) as string[],
        cases: expect.arrayContaining(['5368', 'small-app-login/code-invalid']) as string[],
      },
    ])
    const near = await teardown(fresh(), 'code-invald')
    expect(near).toMatchObject([
      404,
      { detail: 'There is no state "code-invald"; did you mean code-invalid?' },
    ])
  })

  it.each([
    [{ state: 'somebody', action: 'begin' }, 400, 'action must be setup or teardown, not "begin".'],
    [{ state: 'somebody' }, 400, 'action is missing; it is a text.'],
    [
      { state: 'a', action: 'setup', parms: {} },
      400,
      '"parms" is not known here; there is consumer (optional), state, params (optional), action.',
    ],
    [{ state: 'somebody', params: [], action: 'setup' }, 400, 'params must be an object, not [].'],
  ])('%j is refused', async (body, status, detail) => {
    expect(await change(fresh(), body)).toMatchObject([status, { detail }])
  })

  it('does so for one tenant, and in process', async () => {
    const [one, other] = [fresh(), fresh()]
    await one.call('changeProviderState', { body: { state: '5104', action: 'setup' } })
    expect([await one.uses(), await other.uses()]).toEqual([[{ case: '5104' }], []])
    await server.call('changeProviderState', { body: { state: '5104', action: 'setup' } })
    expect(await server.uses()).toEqual([{ case: '5104' }])
  })
})

it('what cannot be in a fixture’s states is refused where it is written', async () => {
  const start = createMockServer({
    fixtures: [{ states: { a: { clock: 'soon', use: 'small-app-login/code-used' } } }],
  })
  await expect(start).rejects.toThrow(/states\.a\.clock: "soon" is no clock/)
  await expect(
    createMockServer({ fixtures: [{ states: { a: { wrld: {} } } } as object] }),
  ).rejects.toThrow('fixtures[0]: states.a.wrld is not known here; did you mean world?')
})

it('states that come after the start are refused', async () => {
  const client = fresh()
  const posted = client.call('addFixture', { body: { text: 'states: { a: { use: "5368" } }' } })
  await expect(posted).rejects.toThrow(
    'fixture: states works in a fixture file at the start only; start the server with --fixtures.',
  )
})
