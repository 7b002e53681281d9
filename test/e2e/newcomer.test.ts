import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lanAddresses } from '../../src/http/host-names.ts'
import { run, scratchFolder, serve } from '../support/command.ts'

const path = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
const query = '?userDomain=C.DM.10271.5'
const disabled = '{"code":5104,"msg":"用户域已停用","data":null,"extMsg":null}'

let folder: Awaited<ReturnType<typeof scratchFolder>>
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  folder = await scratchFolder()
  const fixture = join(folder.path, 'fail.yaml')
  // As somebody writes it who has read the README once: the case as a number.
  writeFileSync(
    fixture,
    'stubs:\n  - match: { query: { attempt: 2 } }\n    times: 1\n    respond: 5104\n',
  )
  server = await serve([
    ...['--host', '0.0.0.0', '--https', '--cert-dir', folder.path, '--memory'],
    ...['--fixtures', fixture, '--admin-token-file', join(folder.path, 'token')],
  ])
})
afterAll(async () => {
  await server.stop()
  await folder.remove()
})

const ca = () => readFileSync(join(folder.path, 'wechat-login-mock.ca.pem'), 'utf8')

/** From another device's point of view: by an address of the network, trusting the saved certificate only. */
const ask = (
  target: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<string> =>
  new Promise((resolve, reject) => {
    const [host = '127.0.0.1'] = lanAddresses()
    const options = {
      host,
      port: server.ready.port,
      path: target,
      method: 'POST',
      headers,
      ca: ca(),
    }
    request(options, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => {
        resolve(text)
      })
    })
      .once('error', reject)
      .end(body)
  })

const cli = (...args: readonly string[]) =>
  run([...args, '--url', server.ready.url, '--admin-token-file', join(folder.path, 'token')], {
    env: { NODE_EXTRA_CA_CERTS: join(folder.path, 'wechat-login-mock.ca.pem') },
  })

describe('a newcomer’s day', () => {
  it('replays 5104 from the command line', async () => {
    expect((await cli('use', '5104', '--times', '1')).stdout).toBe('5104, 1 more\n')
    expect(await ask(`${path}${query}`)).toBe(disabled)
    expect(await ask(`${path}${query}`)).not.toBe(disabled)
  })

  it('replays 5104 by a header', async () => {
    expect(await ask(`${path}${query}`, { Prefer: 'code=5104' })).toBe(disabled)
  })

  it('replays 5104 by a fixture', async () => {
    expect(await ask(`${path}${query}&attempt=2`)).toBe(disabled)
    expect(await ask(`${path}${query}&attempt=2`)).not.toBe(disabled)
  })

  it('reads what the app sent', async () => {
    await ask(
      '/api/Account/SignupByThirdPart',
      { 'Content-Type': 'application/json' },
      '{"Name":"小明"}',
    )
    const { stdout } = await cli('requests', '--body', '--api', 'third-part-signup', '--limit', '1')
    expect(stdout).toMatch(/^ {4}> \{"Name":"小明"\}$/m)
  })

  it('freezes the clock past a code’s end', async () => {
    await cli('clock', 'freeze')
    const login = async (code: string) =>
      ask(
        '/api/WxSmallApp/LoginWithPhone',
        { 'Content-Type': 'application/json' },
        JSON.stringify({ code }),
      )
    const issued = await issue()
    expect((await cli('clock', 'advance', '6m')).stdout).toContain('(frozen)')
    expect(await login(issued)).toContain('微信登录失败:invalid code')
  })
})

const issue = async (): Promise<string> => {
  const token = readFileSync(join(folder.path, 'token'), 'utf8').trim()
  const text = await ask('/__admin/wechat/codes', { Authorization: `Bearer ${token}` })
  return (JSON.parse(text) as { readonly code: string }).code
}
