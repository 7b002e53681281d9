import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { createMockServer } from '../../src/index.ts'
import { scratchFolder } from '../support/command.ts'
import { startMock, type AttackedMock } from './attacked-mock.ts'

const LOGIN = '/api/Customer/AppAuthorization'

const TYPE = { 'Content-Type': 'application/json' }

const tenantsOf = async (mock: AttackedMock): Promise<readonly string[]> => {
  const { body } = await mock.admin('GET', 'tenants')
  return (JSON.parse(body) as { tenants: string[] }).tenants
}

describe('a tenant', () => {
  it.each(['/', '/x', '/api/Customer/Nothing', '/api.php?s=api/nothing/here', '/user/nothing'])(
    'is not made by a request that is routed nowhere, which is answered as ever: %s',
    async (path) => {
      const mock = await startMock()
      const known = await mock.ask('GET', path)
      for (const method of ['GET', 'POST']) await mock.ask(method, `/t/a${path}`)
      for (const method of ['GET', 'POST']) await mock.ask(method, '/t/a/__admin/nothing')
      const answer = await mock.ask('GET', `/t/a${path}`)
      expect([answer.status, answer.body]).toEqual([known.status, known.body])
      expect(await tenantsOf(mock)).toEqual(['default'])
    },
  )

  it('is not made by a page of another site, which is told so', async () => {
    const mock = await startMock()
    const { status, body } = await mock.ask('GET', `/t/a${LOGIN}`, {
      'Sec-Fetch-Site': 'cross-site',
    })
    expect(status).toBe(403)
    expect(body).toContain(
      'There is no tenant a, and a page of another site makes none: make it by an admin call, such as GET /t/a/__admin/world.',
    )
    expect(await tenantsOf(mock)).toEqual(['default'])
    await mock.ask('GET', '/t/a/__admin/world')
    expect(
      (await mock.ask('POST', `/t/a${LOGIN}`, { ...TYPE, 'Sec-Fetch-Site': 'cross-site' }, '{}'))
        .status,
    ).toBe(200)
  })

  it('is made by a front end of this machine, which has its own name for it', async () => {
    const mock = await startMock()
    const local = { ...TYPE, 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost:5173' }
    expect((await mock.ask('POST', `/t/a${LOGIN}`, local, '{}')).status).toBe(200)
    expect(await tenantsOf(mock)).toContain('a')
  })

  it('that an admin call has changed is never dropped, nor is default', async () => {
    const mock = await startMock({ limits: { tenants: 3 } })
    await mock.admin('PATCH', 'world', { people: [{ id: 'of-default' }] })
    await mock.ask('PATCH', '/t/mine/__admin/world', {}, '{"people":[{"id":"me"}]}')
    for (let n = 0; n < 9; n++)
      expect((await mock.ask('POST', `/t/x${n}${LOGIN}`, TYPE, '{}')).status).toBe(200)
    expect(await tenantsOf(mock)).toEqual(['default', 'mine', 'x8'])
    // Asking changes nothing.
    await mock.ask('POST', '/t/x8/__admin/requests/find', {}, '{}')
    await mock.ask('GET', '/t/x8/__admin/world')
    await mock.ask('POST', `/t/y${LOGIN}`)
    expect(await tenantsOf(mock)).toEqual(['default', 'mine', 'y'])
  })

  it('is refused in one sentence when all places are worth keeping', async () => {
    const mock = await startMock({ limits: { tenants: 2 } })
    await mock.admin('PATCH', 'world', {})
    await mock.ask('POST', '/t/mine/__admin/reset')
    const why =
      'There is no room for tenant late: there are 2 that admin calls have changed; delete one (DELETE /__admin/tenants/<key>) or raise --tenants.'
    for (const path of [LOGIN, '/__admin/world']) {
      const { status, body } = await mock.ask('GET', `/t/late${path}`)
      expect(status).toBe(503)
      expect((JSON.parse(body) as { detail: string }).detail).toBe(why)
    }
    expect(await tenantsOf(mock)).toEqual(['default', 'mine'])
    expect((await mock.ask('DELETE', '/__admin/tenants/mine')).status).toBe(200)
    expect((await mock.ask('POST', `/t/late${LOGIN}`, TYPE, '{}')).status).toBe(200)
  })

  it('is kept after the next start as well', async () => {
    const folder = await scratchFolder()
    const state = join(folder.path, 'state.json')
    const options = { state, limits: { tenants: 3 } }
    const first = await createMockServer(options)
    await fetch(`${first.url}/t/mine/__admin/world`, {
      method: 'PATCH',
      body: '{"people":[{"id":"me"}]}',
    })
    await fetch(`${first.url}/t/other${LOGIN}`, { method: 'POST' })
    await fetch(first.adminUrl + '/world')
    await first.close()
    const second = await createMockServer(options)
    for (let n = 0; n < 5; n++) await fetch(`${second.url}/t/x${n}${LOGIN}`, { method: 'POST' })
    const { people } = (await (await fetch(`${second.url}/t/mine/__admin/world`)).json()) as {
      people: { id: string }[]
    }
    expect(people.map(({ id }) => id)).toContain('me')
    expect(await (await fetch(`${second.adminUrl}/tenants`)).json()).toEqual({
      tenants: ['mine', 'default', 'x4'],
    })
    await second.close()
    await folder.remove()
  })
})
