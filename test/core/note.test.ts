import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { domainRows } from './domain-rows.ts'
import { formRows } from './form-rows.ts'
import { headerRows } from './header-rows.ts'
import { jsonRows } from './json-rows.ts'
import { kinds } from './note-row.ts'
import { serve, type Served } from '../support/served.ts'
import { xmlRows } from './xml-rows.ts'

const rows = [...xmlRows, ...jsonRows, ...formRows, ...headerRows, ...domainRows]

describe.each([
  ['leniently', false],
  ['strictly', true],
] as const)('what the journal says, %s', (_name, strict) => {
  let mock: Served
  beforeAll(async () => {
    mock = await serve({ strict })
  })
  afterAll(() => mock.close())

  const own = rows.filter((row) => (row.strict ?? false) === strict)
  it.each(own.map((row) => [row.kind, row.about, row] as const))(
    '%s: %s',
    async (kind, _about, { sent, clean, world, notes }) => {
      const scripted = world === undefined ? {} : { world }
      const told = await mock.tell(sent, scripted)
      expect(told.notes).toEqual(notes)
      expect(told.notes?.map((note) => note.kind)).toContain(kind)
      expect((await mock.tell(clean, scripted)).notes).toEqual([])
    },
  )
})

/** Tested in files of their own, for they need more than one request. */
const elsewhere = ['clock-skew', 'stub-near-miss', 'tenant-missing']

it('each kind that the journal promises is tested', () => {
  const tested = [...new Set<string>(rows.map(({ kind }) => kind)), ...elsewhere]
  expect(tested.sort()).toEqual([...kinds].sort())
})

it('each message is one sentence: the thing, what came of it, what to do', () => {
  for (const { message } of rows.flatMap(({ notes }) => notes)) {
    expect(message).toMatch(/^[A-Z`]|^charset=/)
    expect(message).toMatch(/[.?]$/)
    expect(message.slice(0, -1)).not.toMatch(/[a-z`]\. [A-Z]/)
    expect(message).toMatch(/: |; expected .*, and /)
  }
})
