import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../src/http/certificate.ts'
import { createMockServer } from '../../src/index.ts'
import { builtCommand } from '../support/built.ts'
import { run, scratchFolder, serve } from '../support/command.ts'

const node = process.execPath
const login = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
const asking = `fetch(process.env.WECHAT_LOGIN_MOCK_URL + '${login}', { method: 'POST' }).then((r) => r.text()).then(console.log)`
const answer = '{"code":5218,"msg":"Please enter appid","data":null,"extMsg":null}\n'

let folder: Awaited<ReturnType<typeof scratchFolder>>
let files: { readonly cert: string; readonly key: string }
beforeAll(async () => {
  folder = await scratchFolder()
  files = { cert: join(folder.path, 'cert.pem'), key: join(folder.path, 'key.pem') }
  const { cert, key } = makeCertificate('127.0.0.1', Date.now())
  await writeFile(files.cert, cert)
  await writeFile(files.key, key)
})
afterAll(() => folder.remove())

describe('exec --https', () => {
  it.each([
    ['made at the start', () => []],
    ['given', () => ['--cert', files.cert, '--key', files.key]],
  ])('has its command trust a certificate that is %s', async (_how, options) => {
    const args = ['exec', '--https', ...options(), '--', node, '-e', asking]
    expect(await run(args)).toEqual({ code: 0, stdout: answer, stderr: '' })
  })

  it('has it trust what it trusted before, too, and leaves nothing behind', async () => {
    const print = `console.log(process.env.NODE_EXTRA_CA_CERTS); console.log(require('fs').readFileSync(process.env.NODE_EXTRA_CA_CERTS, 'utf8'))`
    const { stdout } = await run(['exec', '--https', '--', node, '-e', print], {
      env: { NODE_EXTRA_CA_CERTS: files.cert },
    })
    const [file = '', ...texts] = stdout.split('\n')
    const all = texts.join('\n')
    expect(all).toContain(await readFile(files.cert, 'utf8'))
    // The system's, too.
    expect(all.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(20)
    await expect(readFile(file)).rejects.toThrow('ENOENT')
  })

  it('says where the certificate is, and has other programs trust it', async () => {
    const names = [
      'SSL_CERT_FILE',
      'CURL_CA_BUNDLE',
      'REQUESTS_CA_BUNDLE',
      'NODE_EXTRA_CA_CERTS',
      'WECHAT_LOGIN_MOCK_CERTIFICATE',
    ]
    const print = `const fs = require('fs'); for (const n of ${JSON.stringify(names)}) console.log(fs.readFileSync(process.env[n], 'utf8').match(/BEGIN CERTIFICATE/g).length)`
    const { stdout } = await run(['exec', '--https', '--', node, '-e', print])
    const [one, ...others] = stdout.trim().split('\n').map(Number).toReversed()
    expect(one).toBe(1)
    expect(new Set(others).size).toBe(1)
    expect(others[0]).toBeGreaterThan(20)
  })

  it('beyond this machine passes an address that works and the token on', async () => {
    const client = [await builtCommand(), 'use', '5368']
    const { code, stdout } = await run([
      'exec',
      '--https',
      '--host',
      '0.0.0.0',
      '--',
      node,
      ...client,
    ])
    expect([code, stdout]).toEqual([0, '5368\n'])
  })

  it('reports which cases were exercised', async () => {
    const file = join(folder.path, 'cases.json')
    const args = ['exec', '--https', '--cases-report', file, '--', node, '-e', asking]
    expect(await run(args)).toEqual({ code: 0, stdout: answer, stderr: '' })
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ exercised: 1 })
  })

  it('has the clients of this command trust it', async () => {
    const client = [await builtCommand(), 'use', '5368']
    expect(await run(['exec', '--https', '--', node, ...client])).toEqual({
      code: 0,
      stdout: '5368\n',
      stderr: '',
    })
  })
})

describe('a server with --https', () => {
  it('is waited for, whatever its certificate', async () => {
    const server = await serve(['--memory', '--https'])
    expect(await run(['wait', '--url', server.ready.url, '--timeout', '5'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
    await server.stop()
  })

  it('is spoken to by clients that were told its certificate, and by no other', async () => {
    const server = await serve(['--memory', '--https', '--cert', files.cert, '--key', files.key])
    const { url } = server.ready
    const client = (env: Readonly<Record<string, string>>) =>
      run(['use', '5368', '--url', url], { env })
    expect(await client({ NODE_EXTRA_CA_CERTS: files.cert })).toEqual({
      code: 0,
      stdout: '5368\n',
      stderr: '',
    })
    expect(await client({})).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: The certificate of ${url} is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT): start the server with --cert and --key, and name that certificate in NODE_EXTRA_CA_CERTS.\n`,
    })
    await server.stop()
  })

  it('shows the certificate of an authority that is kept, printed and saved', async () => {
    const kept = ['--cert-dir', join(folder.path, 'certs')]
    const file = join(folder.path, 'mock.cer')
    const printed = (await run(['certificate', ...kept])).stdout
    const { stdout } = await run(['certificate', ...kept, '--output', file])
    expect(stdout).toMatch(/^\S+mock\.cer, SHA-256 ([\dA-F]{2}:){31}[\dA-F]{2}\n$/)
    expect(new X509Certificate(await readFile(file)).raw).toEqual(new X509Certificate(printed).raw)
    await using mock = await createMockServer({ https: true, certDir: join(folder.path, 'certs') })
    expect(mock.certificate).toBe(printed)
    const beside = { https: true, state: join(folder.path, 'state.json') }
    const first = await createMockServer(beside)
    await first.close()
    await using second = await createMockServer(beside)
    expect(second.certificate).toBe(first.certificate)
  })

  it('says in the library which certificate it shows', async () => {
    const given = await createMockServer({ https: true, ...files })
    expect(given.certificate).toBe(await readFile(files.cert, 'utf8'))
    await given.close()
    const plain = await createMockServer()
    expect(plain.certificate).toBeUndefined()
    await plain.close()
  })
})
