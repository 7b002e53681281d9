import { existsSync, readFileSync } from 'node:fs'
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
    const tests = [...(cells[3] ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path ?? '')
    if (tests.length === 0) expect(cells[3], what).toBe('not tested')
    for (const path of tests) expect(existsSync(join(DOCS, path)), path).toBe(true)
  }
})
