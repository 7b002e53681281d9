import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docBlocks, type DocBlock } from './doc-blocks.ts'
import { createReader, type Reader } from './reader.ts'

const root = new URL('../../', import.meta.url)

/** Labels of blocks that test/e2e/package.test.ts executes: they install and start what the others use. */
const elsewhere = ['install', 'start', 'test']

/** Guides of test runners: test/testing executes them whole, with the runner installed. */
const ofRunners = ['guides/jest.md', 'guides/pact.md', 'guides/playwright.md', 'guides/vitest.md']

const examplesOf = (page: string): readonly DocBlock[] =>
  docBlocks(new URL(page, root)).filter(
    ({ language, label }) => ['sh', 'js', 'yaml'].includes(language) && !elsewhere.includes(label),
  )

/** Pages with examples: the READMEs, and every page of docs that has one. */
const pages = [
  'README.md',
  'README.zh-CN.md',
  'fixtures/README.md',
  ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        path.endsWith('.md') && !ofRunners.includes(path) && examplesOf(`docs/${path}`).length > 0,
    )
    .map((path) => `docs/${path}`),
]

describe.each(pages)('every example of %s does what the page says', (page) => {
  let reader: Reader
  beforeAll(async () => {
    reader = await createReader()
  })
  afterAll(() => reader.leave())

  const blocks = examplesOf(page)

  it('has examples', () => {
    expect(blocks).not.toEqual([])
  })

  it.each(blocks.map((block) => [block.line, block] as const))('at line %i', async (_, block) => {
    const { code, stdout, stderr } = await reader.run(block)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    if (block.output !== undefined) expect(stdout.trimEnd()).toBe(block.output.trimEnd())
  })
})
