import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installedSize } from '../support/installed-size.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const INSTALL_MS = 300_000

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'))
})
// A clone with its packages is many files.
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
}, INSTALL_MS)

const npm = (cwd: string, ...args: readonly string[]) =>
  run('npm', args, { cwd, maxBuffer: 64 * 1024 * 1024, timeout: INSTALL_MS })

/** Starts a server and waits for the first line it prints. */
const started = async (
  child: ChildProcess,
): Promise<{ url: string; stop: () => Promise<number | null> }> => {
  const line = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const ready = /^\{.*\}$/m.exec(text)
      if (ready !== null) resolve(ready[0])
    })
    child.once('exit', (code) => {
      reject(new Error(`It ended with ${code ?? 'a signal'} before it was ready.`))
    })
  })
  const { url, pid } = JSON.parse(line) as { url: string; pid: number }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    url,
    stop: () => {
      process.kill(pid, 'SIGTERM')
      return ended
    },
  }
}

const DOCUMENT_REQUEST =
  '/api.php?s=user/appminiuserauth&application=app&application_client_type=weixin'

/** The document's request; its answer has the document's 1000 bytes. */
const logIn = async (url: string): Promise<number> => {
  const answer = await fetch(`${url}${DOCUMENT_REQUEST}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"authcode":"041KIFll2LRIW74DSzll2BlMpn4KIFlb"}',
  })
  return (await answer.arrayBuffer()).byteLength
}

describe('the packed tarball', () => {
  it(
    'installs elsewhere without development packages, runs, and can be imported',
    async () => {
      await npm(root, 'pack', '--ignore-scripts', '--pack-destination', folder)
      const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
      const home = mkdtempSync(join(folder, 'home-'))
      writeFileSync(join(home, 'package.json'), '{"private":true,"type":"module"}')
      await npm(home, 'install', '--omit=dev', join(folder, tarball))

      const installed = join(home, 'node_modules/wechat-login-mock')
      expect(readdirSync(installed).sort()).toEqual([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'README.zh-CN.md',
        'bin',
        'dist',
        'docs',
        'fixtures',
        'package.json',
      ])
      expect(existsSync(join(installed, 'dist/index.d.ts'))).toBe(true)
      const { packages, megabytes } = await installedSize(join(home, 'node_modules'))
      expect(packages).toBeLessThanOrEqual(90)
      expect(megabytes).toBeLessThanOrEqual(15)

      const server = await started(
        spawn('npx', ['wechat-login-mock', '--port', '0', '--output', 'json'], { cwd: home }),
      )
      expect(await logIn(server.url)).toBe(1000)
      expect(await server.stop()).toBe(0)
      expect(existsSync(join(home, 'wechat-login-mock.state.json'))).toBe(true)

      writeFileSync(
        join(home, 'use.js'),
        `import { createMockServer, createApp } from 'wechat-login-mock'
         const mock = await createMockServer()
         const answer = await fetch(mock.url + '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin', { method: 'POST' })
         console.log(typeof createApp, await answer.text())
         await mock.close()`,
      )
      const { stdout } = await run(process.execPath, ['use.js'], { cwd: home })
      expect(stdout).toBe(
        'function {"code":5218,"msg":"Please enter appid","data":null,"extMsg":null}\n',
      )
    },
    INSTALL_MS,
  )
})

describe('the README’s set-up', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [, command = ''] = /^```sh start\n(.*)\n```$/m.exec(readme) ?? []

  it(
    'starts in a fresh clone, and installs from it in a project',
    async () => {
      expect(command).toBe('npm ci && npm start')
      const clone = join(folder, 'clone')
      await run('git', ['clone', '--quiet', root, clone])
      const server = await started(
        spawn('bash', ['-c', command], {
          cwd: clone,
          env: { ...process.env, WECHAT_LOGIN_MOCK_PORT: '0', WECHAT_LOGIN_MOCK_OUTPUT: 'json' },
        }),
      )
      expect(await logIn(server.url)).toBe(1000)
      expect(await server.stop()).toBe(0)

      // The clone is installed by now.
      const project = mkdtempSync(join(folder, 'project-'))
      await npm(project, 'init', '--yes')
      const [, install = ''] = /^```sh install\n(.*?)\n```$/ms.exec(readme) ?? []
      const typed = install
        .replace(' npm ci &&', '')
        .replaceAll('path/to/wechat-login-mock', clone)
        .replace('path/to/your-project', project)
      await run('bash', ['-euo', 'pipefail', '-c', typed], { timeout: INSTALL_MS })
      const { stdout } = await npm(project, 'run', '-s', 'mock', '--', '--version')
      expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    },
    INSTALL_MS,
  )
})
