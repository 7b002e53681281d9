import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** `src/<layer>` and what it may import, as docs/architecture.md has them. */
const documented = [
  ...text('docs/architecture.md').matchAll(/^\| `src\/(\w+)` \| .* \| ([^|]*) \|$/gm),
].map(([, layer = '', imports = '']) => ({
  layer,
  imports: imports === 'nothing' ? [] : imports.split(', '),
}))

/** The same as ESLint enforces it. */
const enforced = [
  ...text('eslint.config.js').matchAll(/^ {2}(\w+): \{\s*layers: \[([^\]]*)\]/gm),
].map(([, layer = '', imports = '']) => ({
  layer,
  imports: [...imports.matchAll(/'(\w+)'/g)].map(([, name = '']) => name),
}))

it('the table of layers has every folder of src', () => {
  const folders = readdirSync(new URL('src/', root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(documented.map(({ layer }) => layer)).toEqual(expect.arrayContaining(folders))
})

it.each(documented.map((row) => [row.layer, row] as const))(
  'the table of layers says what ESLint enforces of src/%s',
  (layer, { imports }) => {
    const rule = enforced.find((one) => one.layer === layer)
    expect([...imports].sort()).toEqual([...(rule?.imports ?? ['no rule'])].sort())
  },
)

/** Folders of tests that are about no one folder of src. */
const apart = ['bench', 'docs', 'e2e', 'package', 'parity', 'security', 'support']

it('a test stands in the folder that its subject has in src', () => {
  const files = readdirSync(new URL('test/', root), { recursive: true, encoding: 'utf8' })
  const folders = new Set(files.filter((file) => file.endsWith('.test.ts')).map(dirname))
  const strays = [...folders].filter(
    (folder) =>
      !apart.includes(folder.split('/', 1)[0] ?? '') && !existsSync(new URL(`src/${folder}`, root)),
  )
  expect(strays).toEqual([])
})
