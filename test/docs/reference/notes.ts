import { chineseNotes } from '../../../src/core/chinese-notes.ts'
import { noteKinds } from '../../../src/core/note.ts'
import { code, table } from './table.ts'

const chinese = new Map(Object.entries(chineseNotes))

/** docs/reference/notes.md. */
export const notesPage = (): string => `# Kinds of notes

A note of the journal says what a developer cannot see from the answer and the real server would not say. Every request that reaches a tenant and fails has at least one; one that is refused before (421 for a foreign \`Host\`, 431, a bad tenant key) is in the log only. \`GET /__admin/requests?mock=true\` shows them under \`mock.notes\`, \`wechat-login-mock requests\` prints them. A failure that has no kind of its own is noted under the name of its [case](cases.md).

${table(
  ['kind', 'when', '中文', '怎么办'],
  Object.entries(noteKinds).map(([kind, when]) => {
    const { title = '', advice = '' } = chinese.get(kind) ?? {}
    return [code(kind), when, title, advice]
  }),
)}
`
