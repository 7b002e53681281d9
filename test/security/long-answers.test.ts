import { afterEach, expect, it, vi } from 'vitest'
import { startMock } from './attacked-mock.ts'

const stringify = JSON.stringify.bind(JSON)

/** As if no text could be longer than this: V8's own bound is 512 MB. */
const LONGEST = 1_000_000

const shortenTexts = (): void => {
  vi.spyOn(JSON, 'stringify').mockImplementation(((...asked: Parameters<typeof stringify>) => {
    const made: unknown = stringify(...asked)
    if (typeof made === 'string' && made.length > LONGEST)
      throw new RangeError('Invalid string length')
    return made
  }) as typeof stringify)
}

afterEach(() => {
  vi.restoreAllMocks()
})

it('an admin answer that no text can hold is refused in a sentence, and the server goes on', async () => {
  const mock = await startMock()
  const half = 'x'.repeat(LONGEST * 0.35)
  await mock.ask('POST', '/elsewhere', {}, half)
  await mock.ask('POST', '/elsewhere', {}, half)
  for (const urlPath of ['/a', '/b'])
    await mock.admin('POST', 'mappings', { request: { urlPath }, response: { body: half } })
  const people = [{ id: 'long', nickname: 'x'.repeat(LONGEST * 1.1) }]
  await mock.admin('PATCH', 'world', { people })
  await mock.admin('PUT', 'snapshots/long', { people })
  const listed = await mock.admin('GET', 'requests')
  const { id } = (JSON.parse(listed.body) as { requests: { id: string }[] }).requests[0] ?? {}
  mock.log()
  shortenTexts()
  for (const [method, path, body] of [
    ['GET', 'requests'],
    ['GET', 'requests/unmatched'],
    ['POST', 'requests/find', {}],
    ['POST', 'requests/remove', {}],
    ['GET', 'world'],
    ['GET', 'snapshots/long'],
  ] as const) {
    const answer = await mock.admin(method, path, body)
    expect([path, answer.status, answer.body]).toEqual([
      path,
      507,
      expect.stringContaining('"title":"Answer too long"'),
    ])
    expect(mock.log()).toEqual([`warn admin answer too long: ${method} /__admin/${path}`])
  }
  // One by one, or piece by piece, they can be had.
  expect((await mock.admin('GET', `requests/${id ?? ''}`)).status).toBe(200)
  const list = (await (await fetch(`${mock.server.adminUrl}/mappings`)).json()) as {
    readonly mappings: readonly unknown[]
  }
  expect(list.mappings).toHaveLength(2)
  expect((await mock.admin('GET', 'livez')).status).toBe(200)
})

it('a stub that no text can hold ends the list, not the server', async () => {
  const mock = await startMock()
  const body = 'x'.repeat(LONGEST * 1.1)
  await mock.admin('POST', 'mappings', { request: { urlPath: '/a' }, response: { body } })
  shortenTexts()
  expect((await mock.admin('GET', 'mappings')).text).not.toContain('"total"')
  expect((await mock.admin('GET', 'livez')).status).toBe(200)
})
