import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const DOCS = resolve(import.meta.dirname, '../../docs')
const rows = readFileSync(join(DOCS, 'state.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

it('the promises for the state name a mode or an event each, and the tests that hold them', () => {
  const promises = rows.filter((cells) => cells.length === 7).slice(1)
  expect(promises.length).toBeGreaterThan(10)
  for (const [, what, ...cells] of promises) {
    expect(
      cells.slice(0, 3).every((cell) => cell !== ''),
      what,
    ).toBe(true)
    const links = [...(cells[3] ?? '').matchAll(/\]\(([^)\s]+)(?: ['"](.+?)['"])?\)/g)]
    if (links.length === 0) expect(cells[3], what).toBe('not tested')
    for (const [, path = '', title] of links) {
      expect(title, `${what ?? ''}: ${path} names its test`).toBeDefined()
      expect(titlesOf(join(DOCS, path)), path).toContain(title)
    }
  }
})

/** The titles of a file's tests, and of what groups them. */
const titlesOf = (file: string): readonly string[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^\s*(?:(?:it|test|describe)(?:\.\w+(?:\([^)]*\))?)?\(|\]\)\(|\)\()\s*(['"`])(.+?)\1,/gm,
    ),
  ].map(([, , title = '']) => title)
