import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { createMockServer } from '../../src/index.ts'
import type { DocBlock } from './doc-blocks.ts'

const root = new URL('../../', import.meta.url)
const path = (name: string): string => fileURLToPath(new URL(name, root))

/** What came of an example. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Somebody who types the examples of a page, in a project of their own beside a running server. */
export interface Reader {
  run(block: DocBlock): Promise<Ran>
  leave(): Promise<void>
}

/** The project has the package installed, as the README says, and what its examples import. */
export const createReader = async (): Promise<Reader> => {
  const server = await createMockServer()
  const folder = mkdtempSync(join(tmpdir(), 'docs-'))
  const manifest = { private: true, type: 'module', scripts: { mock: 'wechat-login-mock' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  symlinkSync(path('.'), join(folder, 'node_modules/wechat-login-mock'))
  symlinkSync(path('bin/wechat-login-mock.js'), join(folder, 'node_modules/.bin/wechat-login-mock'))
  symlinkSync(path('node_modules/axios'), join(folder, 'node_modules/axios'))

  const localised = (text: string): string =>
    text
      .replaceAll('http://127.0.0.1:5013', server.url)
      .replaceAll('node bin/wechat-login-mock.js', `node '${path('bin/wechat-login-mock.js')}'`)
  const type = (command: string, args: readonly string[]): Promise<Ran> =>
    typed(command, args, folder, { WECHAT_LOGIN_MOCK_URL: server.url })

  return {
    run: ({ language, label, text }) => {
      if (language === 'sh') return type('bash', ['-euo', 'pipefail', '-c', localised(text)])
      const file = join(folder, label === '' ? 'example.js' : label)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, localised(text))
      if (label === 'vite.config.js') return throughVite(folder)
      if (language === 'js') return type(process.execPath, [file])
      return type('npm', ['run', '-s', 'mock', '--', 'fixtures', 'check', file])
    },
    leave: async () => {
      await server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const typed = (
  command: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>>,
): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { ...process.env, npm_config_update_notifier: 'false', ...more }
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (stderr += String(chunk)))
    child.on('close', (code) => {
      resolve({ code, stdout, stderr })
    })
  })

/** One login by way of a development server that has this configuration. */
const throughVite = async (folder: string): Promise<Ran> => {
  const vite = await createServer({
    root: folder,
    configFile: join(folder, 'vite.config.js'),
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1' },
    optimizeDeps: { noDiscovery: true },
  })
  await vite.listen()
  const { port } = vite.httpServer?.address() as { readonly port: number }
  const logIns = [
    '/api/Customer/AppAuthorization',
    '/api.php',
    '/v2/enduser',
    '/user/appminiuserauth',
  ]
  const statuses = await Promise.all(
    logIns.map(async (target) => {
      const { headers } = await fetch(`http://127.0.0.1:${port}${target}`, { method: 'POST' })
      return headers.has('server')
    }),
  )
  await vite.close()
  return { code: statuses.every(Boolean) ? 0 : 1, stdout: '', stderr: '' }
}
