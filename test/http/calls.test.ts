import { expect, it } from 'vitest'
import { serve } from '../support/served.ts'
import { login } from '../support/clean-requests.ts'

it('a request without a tenant, where the server wants one', async () => {
  const { server, ask, close } = await serve({ requireTenant: true, explain: true })
  const told = await ask(login())
  expect(told).toMatchObject({ status: 400, headers: { 'x-mock-notes': '1' } })
  const response = await fetch(`${server.adminUrl}/requests?mock=true`)
  expect(await response.json()).toMatchObject({
    requests: [
      {
        mock: {
          notes: [
            {
              kind: 'tenant-missing',
              message:
                'The request names no tenant: the mock runs with --require-tenant and answered 400 itself; put /t/<key> before the path, or send X-Mock-Tenant: <key> (1-64 of A-Z a-z 0-9 . _ -).',
              path: 'X-Mock-Tenant',
            },
          ],
        },
      },
    ],
  })
  const sent = login()
  const named = await ask({
    ...sent,
    headers: { ...sent.headers, 'X-Mock-Tenant': 'a' },
  })
  expect(named).toMatchObject({ status: 200 })
  expect(named.headers).not.toHaveProperty('x-mock-notes')
  await close()
})

it('nobody misses a tenant where none is wanted', async () => {
  const mock = await serve()
  expect((await mock.tell(login())).notes).toEqual([])
  await mock.close()
})
