import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('CONTRIBUTING.md', root), 'utf8')
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const [, part = ''] = page.split('## Where to change what')
const rows = [
  ...(part.split('\n## ')[0] ?? '').matchAll(/^\| (?!---|task)(.*?) \| (.*) \|$/gm),
].map(([, task = '', files = '']) => ({ task, files }))

it.each(rows.map(({ task, files }) => [task, files]))('%s: the files exist', (_task, files) => {
  const quoted = [...files.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
  const named = quoted.filter((name) => /[./]/.test(name))
  expect(named).not.toEqual([])
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
  const texts = named
    .filter((path) => path.endsWith('.ts'))
    .map(textOf)
    .join('\n')
  const names = quoted.filter((name) => !named.includes(name)).flatMap((name) => name.split(' '))
  expect(names.filter((name) => !texts.includes(name))).toEqual([])
})

it.each([
  'text or cause of an answer',
  'A message of the framework',
  'A field of a request or an answer',
  'A note',
  'An override',
  'A header that a stack sends',
  'A header that the mock adds',
  'A fixture member',
  'A command',
  'An admin call',
  'A WireMock matcher',
  'A limit',
  "The state's format on disk",
  'A new API',
  "A dialect's routing",
])('the table has the task: %s', (task) => {
  expect(rows.some((row) => row.task.includes(task))).toBe(true)
})

it('names npm scripts that there are', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  const pages = [page, readFileSync(new URL('docs/performance.md', root), 'utf8')].join('\n')
  const named = [...pages.matchAll(/`npm run ([\w:]+)/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})
