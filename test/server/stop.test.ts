import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createMockServer } from '../../src/index.ts'
import { exchange, rawRequest } from '../http/raw-client.ts'
import { toyApi } from '../support/toy-api.ts'

const start = (stopMs = 4_800) =>
  createMockServer({ apis: [toyApi], clock: '2026-01-29T07:00:34Z', limits: { stopMs } })
const BODY = '{"code":0,"hello":"bob"}'
const login = (headers: Readonly<Record<string, string>> = {}) =>
  rawRequest('POST', '/toy/login', headers, '{"name":"bob"}')

describe('a stop', () => {
  it('lets what is in flight finish, then ends its connection', async () => {
    const server = await start()
    const slow = Array.from({ length: 8 }, () =>
      exchange(server.port, login({ Prefer: 'delay=60' })),
    )
    await exchange(server.port, login(), (text) => text.endsWith(BODY))
    const stopped = server.close()
    for (const { text, end } of await Promise.all(slow)) {
      expect(text.endsWith(`\r\n\r\n${BODY}`)).toBe(true)
      expect(end).toBe('closed')
    }
    await stopped
    await server.closed
  })

  it('does not wait for idle connections and half-sent headers', async () => {
    const server = await start()
    const idle = exchange(server.port, login())
    const slow = exchange(server.port, 'GET / HTTP/1.1\r\nHo')
    const silent = exchange(server.port, '')
    await exchange(server.port, login(), (text) => text.endsWith(BODY))
    const before = performance.now()
    await server.close()
    expect(performance.now() - before).toBeLessThan(1_000)
    expect((await idle).text.endsWith(BODY)).toBe(true)
    expect((await slow).text).toBe('')
    expect((await silent).text).toBe('')
  })

  it('cuts what takes too long', async () => {
    const server = await start(50)
    const endless = exchange(server.port, login({ Prefer: 'delay=60000' }))
    const upload = exchange(
      server.port,
      'POST /toy/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{',
    )
    await exchange(server.port, login(), (text) => text.endsWith(BODY))
    await server.close()
    expect((await endless).text).toBe('')
    expect((await upload).text).toBe('')
  })

  it('accepts nobody any more', async () => {
    const server = await start()
    await server.close()
    const refused = new Promise((resolve) =>
      connect(server.port, '127.0.0.1').once('error', resolve),
    )
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('is the same stop, however often it is asked for', async () => {
    const server = await start()
    await Promise.all([server.close(), server.close(), server.closed])
  })

  it('can be asked for over the admin API', async () => {
    const server = await start()
    const answer = await fetch(`${server.adminUrl}/shutdown`, { method: 'POST' })
    expect(await answer.json()).toEqual({})
    await server.closed
  })

  it('ends those who follow events', async () => {
    const server = await start()
    const stream = await fetch(`${server.adminUrl}/events`)
    const before = performance.now()
    await Promise.all([server.close(), stream.text()])
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})

describe('event listeners', () => {
  it('are bounded', async () => {
    const lines: string[] = []
    const server = await createMockServer({
      apis: [toyApi],
      limits: { sseClients: 1 },
      log: (_level, line) => lines.push(line),
    })
    const follow = () => fetch(`${server.adminUrl}/events`)
    const first = await follow()
    expect((await follow()).status).toBe(503)
    expect(lines).toEqual(['event listener refused: 1 are there already'])
    await Promise.all([server.close(), first.text()])
  })
})
