import { Agent, request } from 'node:https'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ServeEvent } from '../../src/client/index.ts'
import { toHar } from '../../src/client/requests.ts'
import { createMockServer, type MockServer } from '../../src/index.ts'

const agent = new Agent({ rejectUnauthorized: false })
let server: MockServer
beforeAll(async () => {
  server = await createMockServer({ https: true })
})
afterAll(async () => {
  agent.destroy()
  await server.close()
})

const ask = (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  new Promise<string>((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port: server.port, path, agent },
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.once('end', () => {
          resolve(text)
        })
      },
    ).once('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })

const admin = async <T>(path: string, body?: unknown): Promise<T> =>
  JSON.parse(await ask(`/__admin${path}`, body)) as T

const entriesLike = (pattern: unknown) =>
  admin<{ readonly requests: readonly { readonly scheme: string }[] }>('/requests/find', pattern)

it('lists the values of a header that an answer has more than once', async () => {
  await ask(
    '/v2/enduser/enduserapi/nowhere',
    {},
    {
      Origin: 'https://page.example',
    },
  )
  const { requests } = await admin<{ readonly requests: readonly ServeEvent[] }>('/requests')
  const [entry] = requests
  if (entry === undefined) throw new Error('nothing is kept')
  const vary = ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers']
  expect(entry.response.headers).toMatchObject({ Vary: vary })
  expect(entry.responseDefinition.headers).toMatchObject({ Vary: vary })
  const { response } = toHar([entry]).log.entries[0] ?? { response: { headers: [] } }
  expect(response.headers.filter(({ name }) => name === 'Vary')).toEqual(
    vary.map((value) => ({ name: 'Vary', value })),
  )
})

it('finds and shows what came over HTTPS as that', async () => {
  await ask('/over-https', undefined, { Host: 'localhost' })
  const [found] = (await entriesLike({ urlPath: '/over-https', scheme: 'https' })).requests
  expect(found).toMatchObject({
    scheme: 'https',
    host: 'localhost',
    port: 443,
    protocol: 'HTTP/1.1',
    absoluteUrl: 'https://localhost/over-https',
  })
  expect(await entriesLike({ urlPath: '/over-https', port: 443 })).toMatchObject({
    requests: [{}],
  })
  expect(await entriesLike({ urlPath: '/over-https', scheme: 'http' })).toMatchObject({
    requests: [],
  })
})

it('keeps nothing of a request that is refused before its tenant is known', async () => {
  const refused = await ask('/foreign', undefined, { Host: 'foreign.example' })
  expect(JSON.parse(refused)).toMatchObject({ status: 421 })
  await ask('/t/no!/foreign')
  const pattern = { urlPattern: '.*foreign' }
  expect((await entriesLike(pattern)).requests).toEqual([])
})

it('shows a target with an authority as it came', async () => {
  const target = `https://localhost:${server.port}/with-authority`
  await ask(target)
  const { requests } = await entriesLike({ urlPath: '/with-authority' })
  expect(requests).toMatchObject([{ absoluteUrl: target }])
})

it('tells a template which scheme a request came by', async () => {
  await admin('/mappings', {
    request: { urlPath: '/scheme' },
    response: { body: '{{request.baseUrl}}', transformers: ['response-template'] },
  })
  expect(await ask('/scheme', undefined, { Host: 'localhost' })).toBe('https://localhost')
})

it('compares a request that is shown to it by its scheme', async () => {
  const near = await admin<{ readonly nearMisses: readonly unknown[] }>('/near-misses/request', {
    ...{ method: 'GET', url: '/scheme', absoluteUrl: 'https://localhost/scheme' },
    ...{ scheme: 'https', headers: { Host: 'localhost' } },
  })
  expect(near.nearMisses).toMatchObject([{ matchResult: { distance: 0 } }])
})
