import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtCommand } from '../support/built.ts'

const probe = new URL('../support/loaded-modules.mjs', import.meta.url).href
const LOGIN = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** What a server has loaded that was started, asked, and stopped. */
const loadedBy = async (path: string): Promise<readonly string[]> => {
  const file = join(folder, `loaded${path.replace(/\W/g, '-')}`)
  const options = ['--port', '0', '--state', `${file}.state.json`, '--output', 'json']
  const server = spawn(process.execPath, ['--import', probe, await builtCommand(), ...options], {
    env: { ...process.env, LOADED_MODULES: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(server, 'close')
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(line.toString()) as { url: string }
  const answer = await fetch(`${url}${path}`, { method: 'POST' })
  expect(answer.status).toBe(200)
  await answer.text()
  server.kill('SIGTERM')
  await closed
  const lines = readFileSync(file, 'utf8').split('\n')
  return [...new Set(lines.map((one) => (one.startsWith('file:') ? fileURLToPath(one) : one)))]
}

/** The files of the build among them. */
const ownOf = (files: readonly string[]): readonly string[] =>
  files.filter((file) => /[/\\]dist[/\\].*\.js$/.test(file))

const packagesOf = (files: readonly string[]): readonly string[] => [
  ...new Set(
    files.flatMap((file) => /node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file)?.[1] ?? []),
  ),
]

describe('from the start to the first login', () => {
  let loaded: readonly string[]
  beforeAll(async () => {
    loaded = await loadedBy(LOGIN)
  })

  it('few files are loaded', () => {
    const own = ownOf(loaded)
    expect(own.length).toBeGreaterThan(2)
    expect(own.length).toBeLessThan(24)
    const bytes = own.reduce((sum, file) => sum + statSync(file).size, 0)
    expect(bytes).toBeLessThan(720_000)
  })

  it('no regular expression is read whose characters V8 has to collect', () => {
    const literals = ownOf(loaded).flatMap(
      (file) => readFileSync(file, 'utf8').match(/\/[^/\n"'`]*\\p\{[^\n]{0,20}/g) ?? [],
    )
    expect(literals).toEqual([])
  })

  it('no package of node that only few starts need', () => {
    for (const name of ['node:v8', 'node:util', 'node:url']) expect(loaded).not.toContain(name)
  })

  it('no package but for the command line and the state', () => {
    expect(packagesOf(loaded)).toEqual(['commander', 'lowdb'])
  })

  it('no TLS', () => {
    expect(loaded).toContain('node:http')
    expect(loaded).not.toContain('node:https')
  })
})

describe('from the start to an admin call', () => {
  it('Express is loaded, and nothing that fixtures, stubs and made-up people need', async () => {
    const packages = packagesOf(await loadedBy('/__admin/reset'))
    expect(packages).toContain('express')
    for (const name of ['@faker-js/faker', 'yaml', 'mustache']) expect(packages).not.toContain(name)
  })
})
