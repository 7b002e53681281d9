import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { openApiDocument } from '../../src/http/admin/openapi/document.ts'
import { createApiDocuments } from '../../src/server/api-documents.ts'
import { TOOLS_MS, toolsFolder } from '../support/tools.ts'
import type { Document } from './described.ts'

const documents = {
  'apis-3.1': await createApiDocuments()({}),
  'apis-3.0': await createApiDocuments()({ openapi: '3.0' }),
  admin: openApiDocument(apis, '1.0.0'),
}
const names = Object.keys(documents)
let tools: string
let folder: string
const fileOf = (name: string): string => join(folder, `${name}.json`)
beforeAll(async () => {
  tools = await toolsFolder()
  folder = await mkdtemp(join(tmpdir(), 'importers-'))
  for (const [name, document] of Object.entries(documents))
    await writeFile(fileOf(name), JSON.stringify(document))
}, TOOLS_MS)
const children: ChildProcess[] = []
afterAll(async () => {
  for (const child of children) child.kill()
  await rm(folder, { recursive: true, force: true })
})

const run = async (file: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], { cwd: tools })
  return stdout
}
const inTools = (path: string): string => join(tools, 'node_modules', path)

it('swagger-parser and Spectral’s recommended rules find nothing', async () => {
  const script = join(import.meta.dirname, 'lint.mjs')
  expect(JSON.parse(await run(script, ...names.map(fileOf)))).toEqual([])
})

it.each(names)('Redocly’s recommended rules find nothing in %s', async (name) => {
  const config = await createConfig({ extends: ['recommended'] })
  const source = JSON.stringify(documents[name as keyof typeof documents])
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
  expect(problems.map(({ ruleId, message }) => [ruleId, message])).toEqual([])
})

it('openapi-typescript and a client generator make TypeScript that compiles', async () => {
  const hey = inTools('@hey-api/openapi-ts/bin/run.js')
  for (const name of names) {
    const types = join(folder, `types/${name}.d.ts`)
    const told = await run(inTools('openapi-typescript/bin/cli.js'), fileOf(name), '-o', types)
    const client = join(folder, `client/${name}`)
    const more = ['-c', '@hey-api/client-fetch', '--no-log-file']
    expect(told + (await run(hey, '-i', fileOf(name), '-o', client, ...more))).not.toMatch(/warn/i)
  }
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
  }
  const use = `import { appAuthorization } from './client/apis-3.1'
    export const status = async (): Promise<0 | 1 | undefined> => {
      const { data } = await appAuthorization({ body: { openId: 'a', gender: 1 } })
      return typeof data === 'object' ? data.status : undefined
    }`
  await writeFile(join(folder, 'use.ts'), use)
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['use.ts', 'types', 'client'] }),
  )
  await run(inTools('typescript/bin/tsc'), '-p', folder)
}, 60_000)

/** Prism's mock of a document; `close` resolves to the lines it has printed. */
const prism = async (name: string) => {
  const bin = inTools('@stoplight/prism-cli/dist/index.js')
  const args = [
    bin,
    'mock',
    '--port',
    '0',
    '--json-schema-faker-fillProperties',
    'false',
    fileOf(name),
  ]
  const child = spawn(process.execPath, args, { cwd: tools, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines: string[] = []
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line)
      const found = /Prism is listening on (\S+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => {
      reject(new Error(lines.join('\n')))
    })
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  const close = async (): Promise<readonly string[]> => {
    child.kill()
    await closed
    return lines
  }
  return { url, close }
}

describe('Prism', () => {
  const login = '/api/WxSmallApp/LoginWithPhone'
  const rows = [
    ['POST', login, 'application/json', 200, 'code-invalid'],
    ['POST', login, 'application/xml', 200, 'success'],
    ['POST', login, 'text/xml', 404, 'not-found'],
    ['POST', '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin', 'application/json', 200, '5368'],
    ['POST', '/api.php', 'application/json', 200, 'documented-error'],
    ['GET', '/sns/jscode2session', 'text/plain', 200, 'code-used'],
  ] as const

  it.each(['apis-3.1', 'apis-3.0'] as const)(
    'serves the named examples of %s, byte for byte where it is asked for them',
    async (name) => {
      const { url, close } = await prism(name)
      const { paths } = documents[name] as unknown as Document
      for (const [method, path, type, status, example] of rows) {
        const query = path === '/api.php' ? '?s=user/appminiuserauth' : ''
        const isRead = paths[path]?.[method.toLowerCase()]?.requestBody !== undefined
        const body = isRead ? { body: '{"authcode":"a","code":"b"}' } : {}
        const answer = await fetch(url + path + query, {
          method,
          headers: {
            ...(isRead ? { 'Content-Type': 'application/json' } : {}),
            Accept: type,
            Prefer: `code=${status}, example=${example}`,
          },
          ...body,
        })
        const value =
          paths[path]?.[method.toLowerCase()]?.responses[String(status)]?.content[type]?.examples?.[
            example
          ]?.value
        expect([answer.status, await answer.text()]).toEqual([
          status,
          typeof value === 'string' ? value : JSON.stringify(value),
        ])
      }
      expect((await close()).filter((line) => /[⚠✖]/.test(line))).toEqual([])
    },
    60_000,
  )

  it('serves the admin API', async () => {
    const { url, close } = await prism('admin')
    const answer = await fetch(`${url}/version`, { headers: { Accept: 'application/json' } })
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { version: expect.any(String) as string },
    ])
    expect((await close()).filter((line) => /[⚠✖]/.test(line))).toEqual([])
  }, 60_000)
})
