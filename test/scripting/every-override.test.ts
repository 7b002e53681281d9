import { afterAll, describe, expect, it } from 'vitest'
import type { ExampleRequest } from '../../src/core/api.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import { apis } from '../../src/apis/index.ts'
import {
  operationOf,
  rowOf,
  serve,
  shortOf,
  type Answered,
  type Judged,
  type Listed,
  type Names,
} from '../support/served.ts'
import { spellingsOf } from '../support/spellings.ts'

const mock = await serve()
afterAll(() => mock.close())
const cases = await mock.listed()

/** A request to a tenant of its own, so that no counter of logins has moved. */
const get = async (request: ExampleRequest, more: Names = {}, tenant = mock.fresh()) => ({
  answer: await mock.send(tenant, request, more),
  judged: await mock.last(tenant),
})
type Got = Awaited<ReturnType<typeof get>>

const bytes = ({ status, body, headers }: Answered) => ({
  status,
  body,
  type: headers['content-type'],
})
const facts = ({ case: name, decider }: Judged) => ({ case: name, decider })

/** Of a success: its members, in their order. Their values are derived from whoever was sent. */
const skeleton = ({ status, body, headers }: Answered) => ({
  status,
  type: headers['content-type'],
  members: body.match(/"\w+":|<\/?[\w:.]+/g),
})

/** WeChat's request id is derived from the code that was sent. */
const withoutRid = (answer: Answered) => ({
  ...bytes(answer),
  body: answer.body.replace(/rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}/, 'rid: …'),
})

const withQuery = ({ target, ...rest }: ExampleRequest, pair: string): ExampleRequest => ({
  ...rest,
  target: `${target}${target.includes('?') ? '&' : '?'}${pair}`,
})

const forcedBy = (listed: Listed, decider = 'override') => ({ case: listed.name, decider })

it('lists every case of every API once', () => {
  expect(cases.map(({ name }) => name)).toEqual(
    apis.flatMap((api) => casesOf(api).map((row) => `${api.name}/${row.name}`)),
  )
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
})

describe.each(cases.map((listed) => [listed.name, listed] as const))('%s', (name, listed) => {
  const short = shortOf(listed)
  const operation = operationOf(listed)
  const [plain, ...others] = spellingsOf(operation, listed)
  const request = operation.example()
  const claims = (trigger: string) => listed.triggers.includes(trigger)
  let sample: Got | undefined
  const reference = async (): Promise<Got> =>
    (sample ??= await get(request, { Prefer: `example=${short}` }))
  const same = async (got: Got): Promise<void> => {
    expect(bytes(got.answer)).toEqual(bytes((await reference()).answer))
  }

  it('by Prefer: example=', async () => {
    const { answer, judged } = await reference()
    expect(answer.status).toBe(listed.status)
    expect(answer.headers['preference-applied']).toBe(`example=${short}`)
    expect(facts(judged)).toEqual(forcedBy(listed))
    expect(claims(`Prefer: example=${short}`)).toBe(true)
  })

  it('by X-Mock-Case, short and full, and by the query override', async () => {
    for (const got of [
      await get(request, { 'X-Mock-Case': short }),
      await get(request, { 'X-Mock-Case': name }),
      await get(withQuery(request, `__example=${short}`)),
    ]) {
      await same(got)
      expect(facts(got.judged)).toEqual(forcedBy(listed))
      expect(got.answer.headers).not.toHaveProperty('preference-applied')
    }
    expect(claims(`X-Mock-Case: ${short}`)).toBe(true)
    expect(claims(`?__example=${short}`)).toBe(true)
  })

  it('by its code, where it is the first that has it', async () => {
    const { code } = listed
    const got = await get(request, { Prefer: `code=${code}` })
    expect(got.answer.headers['preference-applied']).toBe(`code=${code}`)
    const byQuery = await get(withQuery(request, `__code=${code}`))
    expect(bytes(byQuery.answer)).toEqual(bytes(got.answer))
    const isGiven = (one: Listed) =>
      rowOf(one).kind === 'refusal' || (one.operations ?? [one.api]).includes(operation.name)
    const first = cases.find((one) => one.api === listed.api && one.code === code && isGiven(one))
    expect(facts(got.judged)).toEqual(forcedBy(first ?? listed))
    expect(claims(`Prefer: code=${code}`)).toBe(first === listed)
    if (first === listed) await same(got)
  })

  it('by PUT use, until it is used up', async () => {
    const tenant = mock.fresh()
    await mock.admin(tenant, 'PUT', 'use', { case: short, api: listed.api, times: 1 })
    const got = await get(request, {}, tenant)
    await same(got)
    expect(facts(got.judged)).toEqual(forcedBy(listed, 'use'))
    expect(await mock.admin(tenant, 'GET', 'use')).toEqual({ uses: [] })
    expect(claims(`PUT /__admin/use {"case":"${short}"}`)).toBe(true)
  })

  it('is counted, and nothing else is', async () => {
    const tenant = mock.fresh()
    await mock.send(tenant, request, { 'X-Mock-Case': short })
    const counted = (await mock.listed(tenant)).filter(({ answered }) => answered > 0)
    expect(counted.map((one) => [one.name, one.answered])).toEqual([[name, 1]])
  })

  it('by the magic value in the API’s own field, in every format', async () => {
    const { magic } = operation
    expect(listed.triggers.some((trigger) => trigger.includes('mock:'))).toBe(magic !== undefined)
    if (magic === undefined || plain === undefined) return
    expect(claims(`${magic} = mock:${short}`)).toBe(true)
    const isSuccess = rowOf(listed).kind === 'success' && short !== 'documented'
    for (const { spell } of [plain, ...others]) {
      const wanted = await get(spell(), { Prefer: `example=${short}` })
      for (const value of [`mock:${short}`, `mock:${name}`]) {
        const got = await get(spell({ [magic]: value }))
        expect(facts(got.judged)).toEqual(forcedBy(listed))
        // A success speaks of whoever was sent, and the magic value stands where they would be named.
        if (isSuccess) expect(skeleton(got.answer)).toEqual(skeleton(wanted.answer))
        else expect(withoutRid(got.answer)).toEqual(withoutRid(wanted.answer))
      }
    }
  })

  it('in every format the stack reads', async () => {
    for (const { spell } of others) {
      const got = await get(spell(), { 'X-Mock-Case': short })
      expect(got.answer.status).toBe(listed.status)
      expect(facts(got.judged)).toEqual(forcedBy(listed))
    }
  })
})

const firsts = apis.map(({ name }) => cases.find((one) => one.api === name)) as Listed[]
const named = firsts.map((listed) => [listed.api, listed] as const)

describe.each(named)('preferences of %s', (_api, listed) => {
  const request = operationOf(listed).example()
  const ask = (prefer: string) => mock.send(mock.fresh(), request, { Prefer: prefer })

  it('several at once are all applied and told', async () => {
    const started = performance.now()
    const answer = await ask(
      'respond-async, example=documented; x=y, delay=20, layout="documented"',
    )
    expect(performance.now() - started).toBeGreaterThanOrEqual(19)
    expect(answer.headers['preference-applied']).toBe(
      'example=documented, delay=20, layout=documented',
    )
    expect(answer.body).toMatch(/^\{\n {2,4}"/)
  })

  it('layout changes white space and the way of writing text only', async () => {
    const [laid, plain] = [await ask('layout=documented'), await ask('')]
    expect(laid.headers['preference-applied']).toBe('layout=documented')
    expect(JSON.parse(laid.body)).toEqual(JSON.parse(plain.body))
    expect(laid.body).not.toBe(plain.body)
  })

  it('an unknown case or code is a problem with the ones there are', async () => {
    for (const [prefer, what] of [
      ['example=nonesuch', 'case'],
      ['code=12345', 'code'],
    ] as const) {
      const { status, headers, body } = await ask(prefer)
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
      expect(headers).not.toHaveProperty('preference-applied')
      const problem = JSON.parse(body) as Record<string, (string | number)[]>
      expect(problem).toMatchObject({ title: `No such ${what}`, api: listed.api })
      // Every one it names works.
      for (const one of problem[`${what}s`] ?? [])
        expect(
          (await ask(`${what === 'case' ? 'example' : 'code'}=${one}`)).headers,
        ).toHaveProperty('preference-applied')
    }
  })
})

describe('where several forms contradict each other', () => {
  const [listed] = firsts
  if (listed === undefined) throw new Error('There are no cases.')
  const operation = operationOf(listed)
  const asked = async (
    changes: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>>,
    query = '',
  ) => {
    const tenant = mock.fresh()
    await mock.admin(tenant, 'PUT', 'use', { case: 'server-error' })
    const example = operation.example(changes)
    await mock.send(tenant, { ...example, target: `${example.target}${query}` }, headers)
    return (await mock.last(tenant)).case
  }
  const magic = { openId: 'mock:account-locked' }
  const prefer = { Prefer: 'example=openid-empty' }
  const header = { 'X-Mock-Case': 'documented' }

  it('only what was applied is told', async () => {
    const applied = async (changes: Readonly<Record<string, unknown>>, prefer: string) => {
      const { headers } = await mock.send(mock.fresh(), operation.example(changes), {
        Prefer: prefer,
      })
      return headers['preference-applied']
    }
    expect(await applied({}, 'code=1, example=openid-empty, delay=1')).toBe(
      'example=openid-empty, delay=1',
    )
    expect(await applied({}, 'code=0, layout=documented')).toBe('code=0, layout=documented')
    expect(await applied(magic, 'example=openid-empty, delay=1')).toBe('delay=1')
    expect(await applied(magic, 'example=openid-empty')).toBeUndefined()
    expect(await applied({}, 'example=nonesuch, delay=1')).toBe('delay=1')
    expect(await applied({}, 'delay=soon')).toBeUndefined()
    expect(await applied({}, 'respond-async')).toBeUndefined()
  })

  it('the strongest wins', async () => {
    expect(await asked(magic, { ...prefer, ...header })).toBe('app-authorization/account-locked')
    expect(await asked({}, { ...prefer, ...header })).toBe('app-authorization/openid-empty')
    expect(await asked({}, header, '?__example=invalid-model')).toBe(
      'app-authorization/invalid-model',
    )
    expect(await asked({}, { ...prefer }, '?__example=invalid-model')).toBe(
      'app-authorization/openid-empty',
    )
    expect(await asked({}, header)).toBe('app-authorization/documented')
    expect(await asked({}, {})).toBe('app-authorization/server-error')
  })
})
