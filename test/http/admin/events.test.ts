import { afterEach, describe, expect, it } from 'vitest'
import { createMockServer, type MockOptions, type MockServer } from '../../../src/index.ts'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createEventFeed } from '../../../src/http/admin/events.ts'
import type { Entry } from '../../../src/scripting/journal-entry.ts'
import type { Tenant } from '../../../src/http/tenants.ts'

let server: MockServer | undefined
const log: string[] = []
const start = async (options: MockOptions = {}): Promise<MockServer> =>
  (server = await createMockServer({
    clock: '2026-01-29T07:00:34Z',
    seed: 'test',
    log: (level, line) => log.push(`${level} ${line}`),
    ...options,
  }))
afterEach(async () => {
  log.length = 0
  await server?.close()
})

/** A listener that has been told that it is one. */
const listen = async ({ url }: MockServer, path = '/__admin/events') => {
  const stop = new AbortController()
  const answer = await fetch(`${url}${path}`, { signal: stop.signal })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) throw new Error('There is no stream.')
  let text = ''
  const until = async (mark: string): Promise<string> => {
    while (!text.includes(mark)) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`It ended before ${mark}: ${text}`)
      text += value
    }
    return text
  }
  const ended = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return text
      text += value
    }
  }
  await until(': following\n\n')
  return {
    answer,
    until,
    ended,
    stop: () => {
      stop.abort()
    },
  }
}
const visit = ({ url }: MockServer, path: string) => fetch(`${url}${path}`)

describe('GET events', () => {
  it('sends each new entry of the journal as it comes', async () => {
    const at = await start()
    await visit(at, '/before')
    const listener = await listen(at)
    expect(listener.answer.headers.get('content-type')).toBe('text/event-stream')
    expect(listener.answer.headers.get('cache-control')).toBe('no-store')
    await visit(at, '/one')
    await visit(at, '/two')
    const text = await listener.until('"url":"/two"')
    const [, one = '', two = ''] = (await listener.until('\n\n')).split('\n\n')
    expect(text).not.toContain('/before')
    const { requests } = (await (await visit(at, '/__admin/requests?mock=true')).json()) as {
      requests: { id: string; stubMapping?: unknown }[]
    }
    for (const [event, entry] of [
      [one, requests[1]],
      [two, requests[0]],
    ] as const) {
      const [id, name, data = ''] = event.split('\n')
      expect([id, name]).toEqual([`id: ${entry?.id ?? ''}`, 'event: request'])
      // The list names a stub for each entry as WireMock does; an event is the entry alone.
      const { stubMapping, ...alone } = entry ?? {}
      expect(stubMapping).toBeDefined()
      expect(JSON.parse(data.slice('data: '.length))).toEqual(alone)
    }
    listener.stop()
  })

  it('of its own tenant only', async () => {
    const at = await start()
    const listener = await listen(at, '/t/mine/__admin/events')
    await visit(at, '/t/theirs/secret')
    await visit(at, '/default')
    await visit(at, '/t/mine/last')
    const text = await listener.until('/t/mine/last')
    expect(text).not.toMatch(/secret|"\/default"/)
    listener.stop()
  })

  it('goes on over a reset', async () => {
    const at = await start()
    const listener = await listen(at)
    await fetch(`${at.adminUrl}/reset`, { method: 'POST' })
    await visit(at, '/after')
    await listener.until('"url":"/after"')
    listener.stop()
  })

  it('has room for so many listeners, and for another when one has gone', async () => {
    const at = await start({ limits: { sseClients: 2 } })
    const [one, two] = [await listen(at), await listen(at)]
    const refused = await visit(at, '/__admin/events')
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({
      detail: 'There are 2 event listeners already; close one or raise --sse-clients.',
    })
    expect(log).toContain('warn event listener refused: 2 are there already')
    one.stop()
    let third: Awaited<ReturnType<typeof listen>> | undefined
    while (third === undefined) third = await listen(at).catch(() => undefined)
    two.stop()
    third.stop()
  })

  it('ends with the server, which does not wait for it', async () => {
    const at = await start()
    const listener = await listen(at)
    const started = performance.now()
    await at.close()
    expect(await listener.ended()).toBe(': following\n\n')
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

/** A tenant's journal that holds what it is told. */
const journalOf = () => {
  const followers = new Set<(entry: Entry) => void>()
  const held = new Map<number, Entry>()
  const tenant = {
    script: {
      journal: {
        find: (sequence: number) => held.get(sequence),
      },
    },
    follow: (listener: (entry: Entry) => void) => {
      followers.add(listener)
      return () => followers.delete(listener)
    },
  } as unknown as Tenant
  const add = (sequence: number) => {
    const entry = { sequence } as Entry
    held.set(sequence, entry)
    for (const tell of followers) tell(entry)
  }
  return { tenant, add, held, followers }
}

describe('the events of a journal', () => {
  it('are rendered once for all listeners, after the answer', async () => {
    const { tenant, add } = journalOf()
    const rendered: string[] = []
    const follow = createEventFeed((_tenant, { sequence }, secrets) => {
      rendered.push(`${sequence} ${secrets}`)
      return String(sequence)
    }, 10)
    const taken: string[] = []
    for (let at = 0; at < 64; at++)
      follow(tenant, { secrets: at === 0, take: (event) => taken.push(event) })
    add(1)
    add(2)
    expect(rendered).toEqual([])
    for (let turn = 0; turn < 4; turn++) await nextTurn()
    expect(rendered).toEqual(['1 true', '1 false', '2 true', '2 false'])
    expect(taken).toHaveLength(128)
    add(3)
    for (let turn = 0; turn < 4; turn++) await nextTurn()
    expect(taken.slice(128)).toEqual(Array(64).fill('3'))
  })

  it('are passed over where the journal has forgotten them or too many wait, and end with the last listener', async () => {
    const { tenant, add, held, followers } = journalOf()
    const taken: string[] = []
    const follow = createEventFeed((_tenant, { sequence }) => String(sequence), 2)
    const stop = follow(tenant, { secrets: false, take: (event) => taken.push(event) })
    for (let at = 1; at <= 4; at++) add(at)
    held.delete(3)
    for (let turn = 0; turn < 6; turn++) await nextTurn()
    expect(taken).toEqual(['4'])
    stop()
    expect(followers.size).toBe(0)
  })
})
