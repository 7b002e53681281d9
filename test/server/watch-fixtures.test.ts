import { once } from 'node:events'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { scratchFolder, serve } from '../support/command.ts'

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

const login = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'

/** The real command, watching a folder of fixtures. */
const watching = async (fixtures: Readonly<Record<string, string>>) => {
  const { path, remove } = await scratchFolder()
  cleanUps.push(remove)
  const folder = join(path, 'fixtures')
  await mkdir(folder)
  const write = (name: string, text: string) => writeFile(join(folder, name), text)
  for (const [name, text] of Object.entries(fixtures)) await write(name, text)
  const server = await serve(['--memory', '--fixtures', folder, '--watch'])
  cleanUps.push(() => server.stop('SIGKILL'))
  let read = 0
  return {
    folder,
    write,
    server,
    /** What stderr says from now on, up to a text. */
    told: async (text: string): Promise<string> => {
      while (!server.stderr().slice(read).includes(text)) {
        if (server.child.stderr === null) throw new Error('It has no stderr.')
        await once(server.child.stderr, 'data')
      }
      const said = server.stderr().slice(read)
      read = server.stderr().length
      return said
    },
    code: async (tenant = 'default'): Promise<number> => {
      const answer = await fetch(`${server.ready.url}/t/${tenant}${login}`, { method: 'POST' })
      return ((await answer.json()) as { code: number }).code
    },
    closed: async (tenant = 'default'): Promise<boolean> => {
      const answer = await fetch(`${server.ready.url}/t/${tenant}/api.php?s=user/appminiuserauth`, {
        method: 'POST',
      })
      return ((await answer.json()) as { code: number }).code === -10000
    },
  }
}

describe('--watch', () => {
  it('applies a good change to the tenants there are, and to those to come', async () => {
    const at = await watching({ 'use.yaml': 'use: "5368"\n' })
    expect([await at.code(), await at.code('a')]).toEqual([5368, 5368])
    await at.write('use.yaml', 'use: "5420"\nworld: { site: { closed: true } }\n')
    await at.told('fixtures read again')
    expect([await at.code(), await at.code('a'), await at.code('new')]).toEqual([5420, 5420, 5420])
    expect([await at.closed('a'), await at.closed('newer')]).toEqual([true, true])
  })

  it('keeps the last good one for a bad change, and says why; the next good one counts', async () => {
    const at = await watching({ 'use.yaml': 'use: "5368"\n' })
    await at.write('use.yaml', 'clock: 2026-01-29T07:00:34Z\nuze: "5420"\n')
    const why = await at.told('\n')
    expect(why).toMatch(
      /fixture not taken: .*use\.yaml:2:1: uze is not known here; did you mean use\?\n/,
    )
    expect([await at.code(), await at.code('new')]).toEqual([5368, 5368])
    await at.write('use.yaml', 'use: "5420"\nworld: { people: [{ nickname: nobody }] }\n')
    expect(await at.told('\n')).toMatch(/fixture not taken: .*people/)
    expect(await at.code()).toBe(5368)
    await at.write('use.yaml', 'use: "6085"\n')
    await at.told('fixtures read again')
    expect(await at.code()).toBe(6085)
  })

  it('sees files that come, go, and are put in place of others', async () => {
    const at = await watching({ 'a.yaml': 'use: "5368"\n' })
    await at.write(
      '.b.tmp',
      'stubs:\n  - match: { path: /made }\n    respond: { response: { status: 204 } }\n',
    )
    await rename(join(at.folder, '.b.tmp'), join(at.folder, 'b.yaml'))
    await at.told('fixtures read again')
    const made = async () => (await fetch(`${at.server.ready.url}/made`)).status
    expect(await made()).toBe(204)
    await rm(join(at.folder, 'b.yaml'))
    await at.told('fixtures read again')
    expect(await made()).toBe(404)
    expect(await at.code()).toBe(5368)
  })

  it('touches nothing that others have set', async () => {
    const at = await watching({ 'a.yaml': 'stubs: []\n' })
    const admin = (method: string, path: string, body: unknown) =>
      fetch(`${at.server.ready.adminUrl}/${path}`, { method, body: JSON.stringify(body) })
    await admin('PUT', 'use', { case: '5420' })
    await admin('POST', 'mappings', { request: { url: '/mine' }, response: { status: 418 } })
    await admin('PATCH', 'world', { people: [{ id: 'mine' }] })
    await at.write('a.yaml', 'world: { people: [{ id: theirs }] }\n')
    await at.told('fixtures read again')
    expect(await at.code()).toBe(5420)
    expect((await fetch(`${at.server.ready.url}/mine`)).status).toBe(418)
    const world = await (await fetch(`${at.server.ready.adminUrl}/world`)).text()
    expect(world).toContain('"mine"')
    expect(world).toContain('"theirs"')
  })
})
