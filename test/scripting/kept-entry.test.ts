import { describe, expect, it } from 'vitest'
import { notesOf } from '../../src/scripting/notes/notes-of.ts'
import { createToy } from '../support/toy-call.ts'

const lastOf = ({ script }: ReturnType<typeof createToy>) => {
  const entry = script.journal.entries().at(-1)
  if (entry === undefined) throw new Error('nothing is kept')
  return entry
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
    expect(entry.trace).toBe(call.trace)
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

  it('tells once what reading the request tells', () => {
    const toy = createToy()
    toy.ask({ headers: { 'x-mock-case': 'user-locked' }, body: { nmae: 'bob' } })
    const entry = lastOf(toy)
    const notes = [...notesOf(entry)]
    entry.call.decoded()
    expect(notesOf(entry)).toEqual(notes)
  })
})
