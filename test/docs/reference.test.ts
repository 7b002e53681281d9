import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import { chineseNotes } from '../../src/core/chinese-notes.ts'
import { noteKinds } from '../../src/core/note.ts'
import { kinds } from '../core/note-row.ts'
import { folder, referencePages } from './reference/pages.ts'

const made = await referencePages()

it.each(Object.entries(made))('docs/reference/%s is as `npm run docs` writes it', (name, text) => {
  expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text)
})

it('the folder holds nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(made).sort())
})

it('the kinds of notes are those that the journal promises and those that the code writes', () => {
  const cases = new Set<string>(apis.flatMap((api) => casesOf(api).map(({ name }) => name)))
  const listed = Object.keys(noteKinds)
  expect(listed).toEqual(expect.arrayContaining([...kinds]))
  const written = writtenKinds.filter((kind) => !cases.has(kind))
  expect(written.filter((kind) => !listed.includes(kind))).toEqual([])
  expect(listed.filter((kind) => !sources.includes(`'${kind}'`))).toEqual([])
})

it('every kind of note has a Chinese text', () => {
  expect(Object.keys(noteKinds).filter((kind) => !(kind in chineseNotes))).toEqual([])
})

const src = new URL('../../src/', import.meta.url)
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('core/note.ts'))
  .map((path) => readFileSync(new URL(path, src), 'utf8'))
  .join('\n')

/** Names with a hyphen after `kind:`, and those that the helpers of the readers are called with. */
const writtenKinds = [
  ...sources.matchAll(
    /\bkind: [^\n]*?'([a-z]+(?:-[a-z]+)+)'[^\n]*\n\s*message|\bnote\('([a-z]+(?:-[a-z]+)+)'/g,
  ),
].map(([, kind = '', noted = '']) => kind + noted)
