import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMockServer, type MockOptions } from '../../src/index.ts'
import { toyApi } from '../support/toy-api.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mock-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const start = (options: MockOptions = {}) => createMockServer({ apis: [toyApi], ...options })
const lock = (adminUrl: string) =>
  fetch(`${adminUrl}/world`, {
    method: 'PATCH',
    body: JSON.stringify({ toyUsers: [{ name: 'ann', locked: true }] }),
  })
const login = async (url: string) =>
  (await fetch(`${url}/toy/login`, { method: 'POST', body: '{"name":"ann"}' })).text()

describe('the state file', () => {
  it.each([false, true])('keeps the worlds over a restart (durable: %s)', async (durable) => {
    const options = { state: join(folder, 'state.json'), durable }
    const first = await start(options)
    await lock(`${first.url}/t/one/__admin`)
    expect(await login(`${first.url}/t/one`)).toBe('{"code":8}')
    await first.close()
    const second = await start(options)
    expect(await login(`${second.url}/t/one`)).toBe('{"code":8}')
    expect(await login(second.url)).toBe('{"code":0,"hello":"ann"}')
    await second.close()
  })

  it('is left alone with memory', async () => {
    const options = { state: join(folder, 'state.json') }
    const first = await start({ ...options, memory: true })
    await lock(first.adminUrl)
    await first.close()
    const second = await start(options)
    expect(await login(second.url)).toBe('{"code":0,"hello":"ann"}')
    await second.close()
  })

  it('is refused when it is something else, and not touched', async () => {
    const state = join(folder, 'state.json')
    writeFileSync(state, 'my diary')
    await expect(start({ state })).rejects.toThrow(/^[^\n]+$/)
  })
})

describe('fixtures', () => {
  const fixture = (name: string, text: string): string => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }

  it('are the start of every tenant, and come back at a reset', async () => {
    const fixtures = [
      fixture(
        'a.yaml',
        'world: { toyUsers: [{ name: ann, locked: true }] }\nclock: 2026-01-29T07:00:34Z\n' +
          'stubs:\n  - match: { fields: { name: eve } }\n    respond: name-empty\n',
      ),
    ]
    const server = await start({ fixtures })
    const eve = async () =>
      (
        await fetch(`${server.url}/t/a/toy/login`, { method: 'POST', body: '{"name":"eve"}' })
      ).text()
    expect(await login(`${server.url}/t/a`)).toBe('{"code":8}')
    expect(await eve()).toBe('{"code":7}')
    await fetch(`${server.url}/t/a/__admin/mappings`, { method: 'DELETE' })
    expect(await eve()).toBe('{"code":0,"hello":"eve"}')
    await fetch(`${server.url}/t/a/__admin/reset`, { method: 'POST' })
    expect(await eve()).toBe('{"code":7}')
    const clock = await fetch(`${server.adminUrl}/clock`)
    expect(await clock.json()).toMatchObject({ now: '2026-01-29T07:00:34.000Z', frozen: true })
    await server.close()
  })

  it('are read again when watched: a good one reaches every tenant, a bad one none', async () => {
    const file = fixture('a.yaml', 'seed: one')
    const lines: string[] = []
    let told = (): void => undefined
    const server = await start({
      fixtures: [file],
      watch: true,
      log: (_level, line) => {
        lines.push(line)
        told()
      },
    })
    const change = (text: string) =>
      new Promise<void>((resolve) => {
        told = resolve
        writeFileSync(file, text)
      })
    expect(await login(`${server.url}/t/a`)).toBe('{"code":0,"hello":"ann"}')
    await change('world: { toyUsers: [{ name: ann, locked: true }] }')
    expect(await login(`${server.url}/t/a`)).toBe('{"code":8}')
    await change('wrld: {}')
    await change('clock: 2026-01-29T07:00:34Z\nworld: { toyUsers: [{ name: ann, locked: 7 }] }')
    expect(await login(`${server.url}/t/a`)).toBe('{"code":8}')
    expect(lines).toEqual([
      'fixtures read again',
      `fixture not taken: ${file}:1:1: wrld is not known here; did you mean world?`,
      expect.stringMatching(/^fixture not taken: .*a\.yaml:2:/),
    ])
    await server.close()
  })
})
