import { describe, expect, it } from 'vitest'
import { listCases } from '../../src/scripting/coverage.ts'
import { createJournalBudget, type JournalBudget } from '../../src/scripting/journal.ts'
import { viewEntry } from '../../src/scripting/entry-view.ts'
import { toyApi } from '../support/toy-api.ts'
import { createToy } from '../support/toy-call.ts'
import { compileConditions } from '../../src/scripting/stubs/request-match.ts'

describe('the journal', () => {
  it('keeps the newest entries only', () => {
    const toy = createToy({ journal: { entries: 3, bytes: 1_000_000 } })
    for (let i = 0; i < 5000; i++) toy.ask()
    expect(toy.script.journal.entries().map(({ sequence }) => sequence)).toEqual([4998, 4999, 5000])
  })

  it('keeps no more bytes than it may', () => {
    const toy = createToy({ journal: { entries: 1000, bytes: 50_000 } })
    for (let i = 0; i < 10; i++) toy.ask({ body: { name: 'x'.repeat(10_000) } })
    expect(toy.script.journal.entries()).toHaveLength(2)
  })

  it('keeps nothing when even the last is too large, and goes on', () => {
    const toy = createToy({ journal: { entries: 10, bytes: 2000 } })
    toy.ask({ body: { name: 'x'.repeat(10_000) } })
    expect(toy.script.journal.entries()).toHaveLength(0)
    toy.ask()
    expect(toy.script.journal.entries()).toHaveLength(1)
  })

  it('finds, removes, clears and is followed', () => {
    const { script, ask } = createToy()
    const seen: number[] = []
    const stop = script.journal.follow(({ sequence }) => seen.push(sequence))
    ask()
    ask()
    stop()
    ask()
    expect(seen).toEqual([1, 2])
    expect(script.journal.find(2)?.sequence).toBe(2)
    expect(script.journal.remove(2)).toBe(true)
    expect(script.journal.remove(2)).toBe(false)
    expect(script.journal.entries().map(({ sequence }) => sequence)).toEqual([1, 3])
    script.journal.clear()
    expect(script.journal.entries()).toEqual([])
  })

  it('shows an entry in WireMock’s shape with a member of our own', () => {
    const { script, services, ask } = createToy()
    ask({ query: 'a=1', headers: { host: 'h', cookie: 'x=1; y=2' } })
    const [entry] = script.journal.entries()
    expect(entry && viewEntry(entry, services.derive, 'default')).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      request: {
        url: '/toy/login?a=1',
        absoluteUrl: 'http://h/toy/login?a=1',
        method: 'POST',
        cookies: { x: '1', y: '2' },
        loggedDateString: '2026-01-29T07:00:34.000Z',
        body: '{"name":"bob"}',
        bodyAsBase64: 'eyJuYW1lIjoiYm9iIn0=',
      },
      responseDefinition: {
        status: 200,
        headers: {
          'Content-Type': 'application/json',
          Date: 'Thu, 29 Jan 2026 07:00:34 GMT',
          'Content-Length': '24',
        },
        body: '{"code":0,"hello":"bob"}',
      },
      wasMatched: true,
      mock: {
        tenant: 'default',
        api: 'toy',
        operation: 'toy',
        input: { name: 'bob' },
        case: 'toy/success',
        decider: 'live',
        fidelity: 'documented',
        status: 200,
        notes: [],
      },
    })
  })

  it('notes every failure, and no success', () => {
    const { script, ask } = createToy()
    ask()
    ask({ body: { name: '' } })
    ask({ path: '/elsewhere' })
    expect(script.journal.entries().map(({ trace }) => trace.notes)).toEqual([
      [],
      [{ kind: 'name-empty', message: 'Answered `toy/name-empty` (toy): `name` empty.' }],
      [{ kind: 'not-found', message: 'Answered `toy/not-found` (toy): no such path.' }],
    ])
  })

  it('answers a mistake of its own with the stack’s 500, and notes it', () => {
    const { script, ask } = createToy()
    script.stubs.put({ id: 'x', match: {}, respond: { fields: { nowhere: 1 } } }, compileConditions)
    expect(ask()).toMatchObject({ status: 500, body: '{"error":"broken"}' })
    expect(script.journal.entries()[0]?.trace.notes.map(({ kind }) => kind)).toEqual([
      'mock-defect',
    ])
  })
})

describe('the case catalogue', () => {
  it('lists each case with its triggers and how often it was answered', () => {
    const { script, ask } = createToy()
    ask({ body: { name: '' } })
    const listed = listCases([toyApi], script.coverage)
    expect(listed.map(({ name, answered }) => [name, answered])).toEqual([
      ['toy/success', 0],
      ['toy/documented', 0],
      ['toy/name-empty', 1],
      ['toy/user-locked', 0],
      ['toy/not-found', 0],
      ['toy/server-error', 0],
    ])
    expect(listed[2]).toEqual({
      name: 'toy/name-empty',
      api: 'toy',
      code: 7,
      message: 'no name',
      titleZh: 'name-empty',
      status: 200,
      basis: 'documented',
      source: 'toy',
      triggers: [
        'live: `name` empty',
        'name = mock:name-empty',
        'Prefer: example=name-empty',
        'Prefer: code=7',
        '?__example=name-empty',
        'X-Mock-Case: name-empty',
        'PUT /__admin/use {"case":"name-empty"}',
      ],
      answered: 1,
    })
    script.reset()
    expect(listCases([toyApi], script.coverage).every(({ answered }) => answered === 0)).toBe(true)
  })
})

/** A share that counts how often it is looked at. */
const shareOf = (budget: JournalBudget) => {
  let kept = 0
  const share = {
    looks: 0,
    bytes: () => {
      share.looks++
      return kept
    },
    dropFirst: () => {
      if (kept === 0) return false
      kept -= 10
      budget.gave(share, 10)
      return true
    },
    add: () => {
      kept += 10
      budget.took(share, 10)
    },
  }
  return share
}

const keptBy = (shares: readonly ReturnType<typeof shareOf>[]) =>
  shares.map((share) => share.bytes())

describe('what journals keep together', () => {
  it('is within its bound, and those that keep little keep it', () => {
    const budget = createJournalBudget(1_000)
    const [big, other, small] = [shareOf(budget), shareOf(budget), shareOf(budget)]
    for (let n = 0; n < 10; n++) small.add()
    for (let n = 0; n < 300; n++) {
      big.add()
      if (n % 3 === 0) other.add()
    }
    const [first = 0, second = 0, third] = keptBy([big, other, small])
    expect(first + second).toBe(900)
    expect(Math.abs(first - second)).toBeLessThan(900 / 8)
    expect(third).toBe(100)
  })

  it('does not look at every journal for every entry', () => {
    const budget = createJournalBudget(50_000)
    const shares = Array.from({ length: 500 }, () => shareOf(budget))
    const addToEach = () => {
      for (const share of shares) share.add()
    }
    for (let n = 0; n < 10; n++) addToEach()
    for (const share of shares) share.looks = 0
    for (let n = 0; n < 10; n++) addToEach()
    const looks = shares.reduce((sum, share) => sum + share.looks, 0)
    // 5,000 entries, each with another that is forgotten for it.
    expect(looks / 5_000).toBeLessThan(10)
    expect(keptBy(shares).reduce((sum, bytes) => sum + bytes, 0)).toBe(50_000)
  })

  it('makes a journal forget its own entries only', () => {
    const budget = createJournalBudget(60_000)
    const limits = { journal: { entries: 100, bytes: 1_000_000, budget } }
    const [ann, bob] = [createToy(limits), createToy(limits)]
    for (let n = 0; n < 20; n++) ann.ask({ query: `ann=${n}`, body: { name: 'x'.repeat(1_000) } })
    for (let n = 0; n < 20; n++) bob.ask({ query: `bob=${n}` })
    const urls = ({ script }: typeof ann) =>
      script.journal.entries().map(({ call }) => call.meta.url.split('?')[1])
    expect(urls(bob)).toEqual(Array.from({ length: 20 }, (_, n) => `bob=${n}`))
    const left = urls(ann)
    expect(left.length).toBeGreaterThan(0)
    expect(left.length).toBeLessThan(20)
    expect(left).toEqual(
      Array.from({ length: left.length }, (_, n) => `ann=${20 - left.length + n}`),
    )
  })
})
