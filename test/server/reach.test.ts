import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createMockServer } from '../../src/index.ts'
import { readyLine, readyTable } from '../../src/cli/serve.ts'
import { lanAddresses } from '../../src/http/host-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'reach-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('a server on every address', () => {
  it.each([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '[::1]'],
  ])('%s announces one that works, and those of other devices', async (host, loopback) => {
    await using mock = await createMockServer({ host })
    expect(mock.url).toBe(`http://${loopback}:${mock.port}`)
    expect((await fetch(`${mock.url}/__admin/livez`)).status).toBe(200)
    const fitting = lanAddresses().filter((one) => host === '::' || !one.includes(':'))
    expect(mock.networkUrls).toEqual(
      fitting.map((one) => `http://${one.includes(':') ? `[${one}]` : one}:${mock.port}`),
    )
    const banner = await readyTable(mock, {})
    for (const url of mock.networkUrls) {
      expect(banner).toContain(`from other devices ${url}\n`)
      expect((await fetch(`${url}/__admin/livez`)).status).toBe(200)
    }
    expect(JSON.parse(readyLine(mock))).toMatchObject({ url: mock.url })
  })
})

describe('the admin token', () => {
  it('is kept in a file, and asked for', async () => {
    const adminTokenFile = join(folder, 'token')
    const first = await createMockServer({ adminTokenFile })
    await first.close()
    await using mock = await createMockServer({ adminTokenFile })
    expect(mock.adminToken).toBe(first.adminToken)
    expect(readFileSync(adminTokenFile, 'utf8')).toBe(`${mock.adminToken}\n`)
    expect(statSync(adminTokenFile).mode & 0o777).toBe(0o600)
    expect((await fetch(`${mock.adminUrl}/world`)).status).toBe(401)
  })

  it('is refused where the file has none, or there are two', async () => {
    const empty = join(folder, 'empty')
    writeFileSync(empty, ' \n')
    await expect(createMockServer({ adminTokenFile: empty })).rejects.toThrow(
      `--admin-token-file ${JSON.stringify(empty)} holds no token: write one line without spaces, or delete it.`,
    )
    await expect(createMockServer({ adminTokenFile: empty, adminToken: 'a' })).rejects.toThrow(
      'do not go together',
    )
  })

  it('is asked for where any name leads here', async () => {
    await using mock = await createMockServer({ allowHosts: ['*'] })
    expect((await fetch(`${mock.adminUrl}/world`)).status).toBe(401)
  })
})

it('refuses a host that cannot match', async () => {
  await expect(createMockServer({ allowHosts: ['http://a.b'] })).rejects.toThrow(
    'allowHosts cannot have "http://a.b": use a name such as my-pc.local, *.example.com or .ngrok.io',
  )
})
