import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { docBlocks, type DocBlock } from './doc-blocks.ts'

const root = new URL('../../', import.meta.url)

/** Blocks of a page that can be executed; those labelled `start` begin what the others use. */
const examplesOf = (page: string): readonly DocBlock[] =>
  docBlocks(new URL(page, root)).filter(
    ({ language, label }) => ['sh', 'js', 'yaml'].includes(language) && label !== 'start',
  )

/** Pages with examples: the READMEs, and every page of docs that has one. */
const pages = [
  'README.md',
  'fixtures/README.md',
  ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && examplesOf(`docs/${path}`).length > 0)
    .map((path) => `docs/${path}`),
]

let server: MockServer
let folder: string
beforeAll(async () => {
  server = await createMockServer()
  folder = mkdtempSync(join(tmpdir(), 'docs-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(fileURLToPath(root), join(folder, 'node_modules/wechat-login-mock'))
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** The command as a reader would type it, on this test's server and this checkout's build. */
const localised = (text: string): string =>
  text
    .replaceAll('http://127.0.0.1:5013', server.url)
    .replaceAll(
      'npx wechat-login-mock',
      `node '${fileURLToPath(new URL('bin/wechat-login-mock.js', root))}'`,
    )

const run = (command: string, args: readonly string[]) =>
  new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (stderr += String(chunk)))
    child.on('close', (code) => {
      resolve({ code, stdout, stderr })
    })
  })

const execute = async ({ language, label, text }: DocBlock) => {
  if (language === 'sh') return run('bash', ['-euo', 'pipefail', '-c', localised(text)])
  const file = join(folder, label === '' ? 'example.mjs' : label)
  writeFileSync(file, text)
  if (language === 'js') return run(process.execPath, [file])
  return run('bash', ['-c', localised(`npx wechat-login-mock fixtures check ${file}`)])
}

describe.each(pages)('every example of %s does what the page says', (page) => {
  const blocks = examplesOf(page)

  it('has examples', () => {
    expect(blocks).not.toEqual([])
  })

  it.each(blocks.map((block) => [block.line, block] as const))('at line %i', async (_, block) => {
    const { code, stdout, stderr } = await execute(block)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    if (block.output !== undefined) expect(stdout.trimEnd()).toBe(block.output.trimEnd())
  })
})
