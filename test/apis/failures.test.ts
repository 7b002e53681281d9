import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import type { Api } from '../../src/core/api.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import { serve, type Served, type Sent } from '../support/served.ts'
import {
  authorization,
  endUser,
  JSON_TYPE,
  login,
  shop,
  targets,
} from '../support/clean-requests.ts'

let mock: Served
let strict: Served
beforeAll(async () => {
  mock = await serve({ limits: { bodyBytes: 2000, urlBytes: 400 } })
  strict = await serve({ strict: true })
})
afterAll(async () => {
  await mock.close()
  await strict.close()
})

const kindsOf = async (sent: Sent): Promise<readonly string[]> =>
  ((await mock.tell(sent)).notes ?? []).map(({ kind }) => kind)

/** The operation that gives a case. */
const exampleFor = (api: Api, operations: readonly string[] | undefined, input?: object): Sent => {
  const operation = api.operations.find(({ name }) => operations?.includes(name) ?? true)
  if (operation === undefined) throw new Error(`${api.name} has no operation.`)
  return operation.example(input as Readonly<Record<string, unknown>>)
}

const failures = apis.flatMap((api) =>
  casesOf(api)
    .filter((row) => row.kind !== 'success')
    .map((row) => [`${api.name}/${row.name}`, api, row] as const),
)
const live = failures.flatMap(([name, api, row]) =>
  row.live?.input === undefined && row.live?.world === undefined
    ? []
    : [[name, api, row, row.live] as const],
)

describe('every request that fails has a note', () => {
  it.each(live)('%s, live', async (name, api, row, { input, world, strict: only }) => {
    const sent = exampleFor(api, row.operations, input)
    const told = await (only === true ? strict : mock).tell(
      sent,
      world === undefined ? {} : { world },
    )
    expect(told.case).toBe(name)
    expect(told.notes).not.toEqual([])
    for (const { message } of told.notes ?? []) expect(message).toMatch(/^\S.*[.?]$/)
  })

  it.each(failures)('%s, forced', async (name, api, row) => {
    const sent = exampleFor(api, row.operations)
    const told = await mock.tell({ ...sent, headers: { ...sent.headers, 'X-Mock-Case': row.name } })
    expect(told.case).toBe(name)
    expect(told.notes).toContainEqual({
      kind: 'case-forced',
      message: `The case \`${name}\` was forced by \`X-Mock-Case: ${row.name}\`: the request itself was not judged; take that away for the live answer.`,
    })
  })

  it.each<[string, Sent, readonly string[]]>([
    ['a body over the limit', authorization({ city: 'x'.repeat(3000) }), ['request-too-large']],
    ['the same, to Spring', { ...endUser(), body: 'x'.repeat(3000) }, ['request-too-large']],
    [
      'a target over the limit',
      { ...shop(), target: `${targets.shop}&x=${'x'.repeat(400)}` },
      ['uri-too-long'],
    ],
    ['no path of anybody', { method: 'GET', target: '/favicon.ico' }, ['route-not-matched']],
    ['no controller', { ...login(), target: '/api/Foo/Bar' }, ['route-unknown']],
    ['no path of Spring', { ...endUser(), target: '/v2/x' }, ['route-unknown']],
    ['no route of ThinkPHP', { ...shop(), target: '/api.php?s[]=x' }, ['route-near-miss']],
    [
      'XML that is none',
      { ...authorization(), headers: { 'Content-Type': 'text/xml' }, body: '<a' },
      ['xml-syntax'],
    ],
    [
      'no case of that name',
      { ...shop(), headers: { ...JSON_TYPE, 'X-Mock-Case': 'nope' } },
      ['override-unknown'],
    ],
    [
      'no case of that code',
      { ...shop(), headers: { ...JSON_TYPE, Prefer: 'code=7' } },
      ['override-unknown'],
    ],
    [
      'no such fault',
      { ...shop(), headers: { ...JSON_TYPE, Prefer: 'fault=BANG' } },
      ['override-unknown'],
    ],
    ['nobody of that name', shop({ authcode: 'mock:person:nobody' }), ['override-unknown']],
    [
      'a fault',
      { ...shop(), headers: { ...JSON_TYPE, Prefer: 'fault=WRONG_CONTENT_TYPE' } },
      ['fault-injected'],
    ],
  ])('%s', async (_name, sent, kinds) => {
    expect(await kindsOf(sent)).toEqual(kinds)
  })
})
