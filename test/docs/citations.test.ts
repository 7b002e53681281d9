import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import { brokenBecause, citationsIn, headingsOf, linksIn } from './citations.ts'

const root = new URL('../../', import.meta.url)

/** Files of this repository that people write, but for what was recorded or documented elsewhere. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: fileURLToPath(root),
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(?:ts|tsx|js|mjs|json|md|ya?ml|sh|html|css)$|^\.ci\//.test(path))
  .filter((path) => !/^test\/(?:documents|recordings)\/|^package-lock\.json$/.test(path))
  .filter((path) => existsSync(new URL(path, root)))
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8')

describe('what a file cites is in the repository', () => {
  it('finds files to look at', () => {
    expect(files.length).toBeGreaterThan(300)
    expect(files.flatMap((path) => citationsIn(text(path))).length).toBeGreaterThan(100)
  })

  it('names files and headings that exist', () => {
    const broken = files.flatMap((path) =>
      [...citationsIn(text(path)), ...(path.endsWith('.md') ? linksIn(path, text(path)) : [])]
        .map(brokenBecause)
        .filter((why) => why !== undefined)
        .map((why) => `${path}: ${why}`),
    )
    expect(broken).toEqual([])
  })

  it('names no specification without its folder, no paragraph by a number, and no mark of another place', () => {
    const here = fileURLToPath(import.meta.url)
    const strays = files
      .filter((path) => fileURLToPath(new URL(path, root)) !== here)
      .flatMap((path) =>
        [...text(path).matchAll(stray(path.endsWith('.md')))].map(([found]) => `${path}: ${found}`),
      )
    expect(strays).toEqual([])
  })

  it('gives every case a source that can be opened', () => {
    const rows = apis.flatMap((api) => [
      ...casesOf(api).map((row) => `${api.name}/${row.name}: ${row.source}`),
      ...api.operations.map(
        (operation) => `${api.name}, ${operation.name}: ${operation.success.source}`,
      ),
    ])
    const openable = /: (?:docs\/spec\/[\w-]+\.md#[\w-]+|test\/documents\/\d{3}\.txt)(?:$|[:,; ])/
    expect(rows.filter((row) => !openable.test(row))).toEqual([])
  })
})

/** Names of specifications that stand alone, `§` but for an RFC's, and folders of somebody's machine. */
const stray = (isPage: boolean): RegExp =>
  new RegExp(
    [
      String.raw`(?<!RFC \d+ )§ ?\d`,
      String.raw`\b(?:thinkphp-shopxo|spring-enduser|aspnet-parity|enduser-codes)\b`,
      ...(isPage
        ? []
        : [
            String.raw`(?<![\w/-])(?:aspnet-webapi|spring|shopxo|wechat-platform|behaviour|control)\.md`,
          ]),
      String.raw`(?<![\w.:/-])/(?:root|work|Users)/[\w.-]+`,
      String.raw`(?<=^\s*(?:/?\*|//).*) \[[a-z]+-[a-z\d-]+\](?!\()`,
    ].join('|'),
    'gm',
  )

it('finds pages, documents and code that a text names', () => {
  const found = citationsIn(
    'See `src/index.ts`, (src/console/main.tsx) and docs/glossary.md#memory; not my/src/g.ts or src/h.tsv.',
  )
  expect(found).toEqual([
    { path: 'src/index.ts', heading: undefined },
    { path: 'src/console/main.tsx', heading: undefined },
    { path: 'docs/glossary.md', heading: 'memory' },
  ])
  expect(brokenBecause({ path: 'src/nowhere', heading: undefined })).toBe('no file src/nowhere')
})

describe('headings of a page', () => {
  it.each([
    ['## Types behind the samples', 'types-behind-the-samples'],
    ["### The platform's codes", 'the-platforms-codes'],
    ['# 在你的项目里使用', '在你的项目里使用'],
    ['## `use`, and back', 'use-and-back'],
  ])('are linked as GitHub does: %s', (line, name) => {
    expect(headingsOf(line)).toEqual([name])
  })

  it('are counted when they repeat, and code has none', () => {
    expect(headingsOf('# A\n## A\n```sh\n# no\n```\n')).toEqual(['a', 'a-1'])
  })
})
