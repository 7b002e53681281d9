import { setImmediate } from 'node:timers/promises'
import v8 from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/scripting/journal-entry.ts'
import { notesOf } from '../../src/scripting/notes.ts'
import { createToy } from '../support/toy-call.ts'

const lastOf = ({ script }: ReturnType<typeof createToy>) => {
  const entry = script.journal.entries().at(-1)
  if (entry === undefined) throw new Error('nothing is kept')
  return entry
}

const collectGarbage = (): void => {
  v8.setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

type Toy = ReturnType<typeof createToy>

const asked = [
  { body: { name: '微信'.repeat(20_000) }, headers: { host: 'h' } },
  { query: 'a=1', queryOverrides: { fault: 'EMPTY_RESPONSE' } },
  { body: { nmae: 'bob' }, headers: { 'x-mock-case': 'user-locked' } },
  { method: 'GET', path: '/elsewhere', body: '' },
  { body: { name: 'é' } },
  {},
]

const askAll = (toy: Toy): void => {
  for (const one of asked) toy.ask(one)
}

const shown = (entries: readonly (Entry | undefined)[]) =>
  entries.map(
    (entry) =>
      entry && [
        entry.sequence,
        entry.call.request,
        entry.call.meta,
        entry.call.operation,
        entry.trace,
        entry.reply,
        notesOf(entry),
      ],
  )

/** What the journal has given is the same after many more requests. */
const expectToStay = (toy: Toy, give: () => readonly (Entry | undefined)[]): void => {
  const given = give()
  const before = shown(given).map((one) => JSON.stringify(one))
  expect(given.length).toBeGreaterThan(0)
  expect(given).not.toContain(undefined)
  for (let n = 0; n < 3; n++) askAll(toy)
  expect(shown(given).map((one) => JSON.stringify(one))).toEqual(before)
}

describe('a journal entry', () => {
  it.each([
    ['without anything', { method: 'GET', body: '' }],
    ['with a query', { query: 'a=1&b=?' }],
    ['with headers', { headers: { host: 'h', cookie: 'é=1', ['__proto__']: 'x' } }],
    ['with text', { body: '{"name":"微信"}' }],
    ['with a long body', { body: `{"name":"${'微'.repeat(20_000)}"}` }],
  ])('gives back the request %s', (_what, asked) => {
    const toy = createToy()
    const call = toy.call(asked)
    toy.script.respond(call)
    const entry = lastOf(toy)
    expect(entry.call.request).toEqual(call.request)
    expect(entry.call.meta).toEqual(call.meta)
    expect(entry.call.operation).toBe(call.operation)
    expect(entry.trace).toEqual(call.trace)
  })

  it('gives back what the URL does not say', () => {
    const toy = createToy()
    const { api, services, operation, refusal, request, trace } = toy.call({ query: 'a=1' })
    const meta = { url: '/t/ann/toy/login?a=1', startedAt: 0, clientIp: '::1' }
    const kept = { api, services, operation, refusal, request, trace, meta }
    toy.script.journal.add({
      at: 0,
      call: { ...toy.call(), ...kept },
      reply: toy.script.respond(toy.call()),
      durationMs: 0,
    })
    expect(lastOf(toy).call).toMatchObject({ request, meta })
  })

  it.each([
    ['in a list', ({ script }: Toy) => script.journal.entries()],
    ['by its number', ({ script }: Toy) => [5, 6].map((n) => script.journal.find(n))],
  ])('stays what it was when it was given to somebody %s', (_how, give) => {
    const toy = createToy({ journal: { entries: 2, bytes: 1_000_000 } })
    expectToStay(toy, () => {
      askAll(toy)
      return give(toy)
    })
  })

  it('stays what it was when it was given to somebody as the latest, or as it came', () => {
    const latest = createToy({ journal: { entries: 2, bytes: 1_000_000 } })
    expectToStay(latest, () =>
      asked.map((one) => {
        latest.ask(one)
        return latest.script.journal.latest()
      }),
    )
    const followed = createToy({ journal: { entries: 2, bytes: 1_000_000 } })
    const seen: Entry[] = []
    expectToStay(followed, () => {
      const stop = followed.script.journal.follow((entry) => seen.push(entry))
      askAll(followed)
      stop()
      return seen
    })
  })

  it('is what was asked and answered when the journal is full', () => {
    const toy = createToy({ journal: { entries: 2, bytes: 1_000_000 } })
    for (let n = 0; n < 8; n++) toy.ask({ body: { name: `before ${n}`.repeat(n + 1) } })
    const calls = [...asked, ...asked].map((one) => toy.call(one))
    const replies = calls.map((call) => toy.script.respond(call))
    const last = toy.script.journal.entries()
    expect(last.map(({ call }) => call.request)).toEqual(
      calls.slice(-2).map(({ request }) => request),
    )
    expect(last.map(({ call }) => call.meta)).toEqual(calls.slice(-2).map(({ meta }) => meta))
    expect(last.map(({ trace }) => trace)).toEqual(calls.slice(-2).map(({ trace }) => trace))
    expect(last.map(({ reply }) => reply)).toEqual(replies.slice(-2))
  })

  it('leaves the call and the answer to the garbage collector', async () => {
    const toy = createToy()
    const respond = () => {
      const call = toy.call()
      return [new WeakRef(call), new WeakRef(call.request), new WeakRef(toy.script.respond(call))]
    }
    const weak = respond()
    // What a job has made a weak reference to lives until its end.
    await setImmediate()
    collectGarbage()
    expect(lastOf(toy).reply.status).toBe(200)
    expect(weak.map((one) => one.deref())).toEqual([undefined, undefined, undefined])
  })

  it('tells once what reading the request tells', () => {
    const toy = createToy()
    toy.ask({ headers: { 'x-mock-case': 'user-locked' }, body: { nmae: 'bob' } })
    const entry = lastOf(toy)
    const notes = [...notesOf(entry)]
    entry.call.decoded()
    expect(notesOf(entry)).toEqual(notes)
  })
})
