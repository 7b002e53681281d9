import { setImmediate } from 'node:timers/promises'
import v8 from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { notesOf } from '../../src/scripting/notes/notes-of.ts'
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

describe('a kept entry', () => {
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

  it('is filled again, wholly, when a full journal forgets it', () => {
    const toy = createToy({ journal: { entries: 2, bytes: 1_000_000 } })
    const asked = [
      { body: { name: '微信'.repeat(20_000) }, headers: { host: 'h' } },
      { query: 'a=1', queryOverrides: { fault: 'EMPTY_RESPONSE' } },
      { body: { nmae: 'bob' }, headers: { 'x-mock-case': 'user-locked' } },
      { method: 'GET', path: '/elsewhere', body: '' },
      { body: { name: 'é' } },
      {},
    ]
    const calls = asked.map((one) => toy.call(one))
    const replies = calls.map((call, at) => {
      const reply = toy.script.respond(call)
      expect(toy.script.journal.latest()?.sequence).toBe(at + 1)
      const [before, last] = toy.script.journal.entries().slice(-2)
      for (const [entry, index] of [
        [before, at - 1],
        [last, at],
      ] as const) {
        if (entry === undefined || index < 0 || at === 0) continue
        const call = calls[index]
        expect(entry.call.request).toEqual(call?.request)
        expect(entry.call.meta).toEqual(call?.meta)
        expect(entry.trace).toEqual(call?.trace)
        if (index === at) expect(entry.reply).toEqual(reply)
      }
      return reply
    })
    expect(toy.script.journal.entries().map((entry) => entry.reply)).toEqual(replies.slice(-2))
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
