import { chineseNotes } from '../core/chinese-notes.ts'
import { oneLine } from '../core/one-line.ts'

/** What a line of `requests` needs of a journal entry. */
export interface JournalEntry {
  readonly request: { readonly method: string; readonly url: string; readonly loggedDate: number }
  readonly mock: {
    readonly tenant: string
    readonly case: string | null
    readonly decider: string
    readonly status: number
    readonly durationMs: number
    readonly notes: readonly { readonly kind: string; readonly message: string }[]
  }
}

export type Paint = (color: keyof typeof codes, text: string) => string

const codes = { dim: 2, red: 31, green: 32, yellow: 33 } as const

/** Colour on a terminal; none where the user wants none (no-color.org). */
export const paintFor = (stream: { readonly isTTY?: boolean }): Paint =>
  stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
    ? (color, text) => `\u001b[${codes[color]}m${text}\u001b[0m`
    : (_color, text) => text

/** One line for the request, one more for each note; in Chinese with the note's title and what to do. */
export const requestLines = (
  { request, mock }: JournalEntry,
  paint: Paint,
  language: 'zh' | 'en' = 'en',
): string => {
  const time = new Date(request.loggedDate).toISOString().slice(11, 23)
  const good = mock.status < 400 && mock.notes.length === 0
  const line = [
    paint('dim', time),
    `${oneLine(request.method)} ${oneLine(request.url)}`,
    paint(good ? 'green' : 'red', `${mock.status} ${mock.case ?? '-'}`),
    paint('dim', `${mock.decider} ${mock.durationMs.toFixed(1)} ms`),
    ...(mock.tenant === 'default' ? [] : [paint('dim', `tenant ${mock.tenant}`)]),
  ].join('  ')
  const notes = mock.notes.map(
    ({ kind, message }) =>
      `    ${paint('yellow', kind)}: ${language === 'zh' ? chineseOf(kind) : ''}${oneLine(message)}`,
  )
  return `${[line, ...notes].join('\n')}\n`
}

const chineseOf = (kind: string): string => {
  const text = Object.hasOwn(chineseNotes, kind) ? chineseNotes[kind] : undefined
  return text === undefined ? '' : `${text.title}。${text.advice} `
}
