import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { adminPage } from './admin.ts'
import { casesPage } from './cases.ts'
import { commandsPage } from './commands.ts'
import { fixturesPage } from './fixtures.ts'
import { notesPage } from './notes.ts'
import { optionsPage } from './options.ts'
import { wireMockPage } from './wiremock.ts'

export const folder = new URL('../../../docs/reference/', import.meta.url)

const pages: Readonly<Record<string, () => string>> = {
  'options.md': optionsPage,
  'commands.md': commandsPage,
  'cases.md': casesPage,
  'notes.md': notesPage,
  'admin.md': adminPage,
  'fixtures.md': fixturesPage,
  'wiremock.md': wireMockPage,
}

const notice = '<!-- Made from the code by `npm run docs`. Do not edit. -->\n\n'

/** The pages of docs/reference by file name, as `npm run docs` writes them. */
export const referencePages = async (): Promise<Readonly<Record<string, string>>> => {
  const options = await resolveConfig(fileURLToPath(new URL('options.md', folder)))
  const written = Object.entries(pages).map(async ([name, page]) => {
    const text = await format(`${notice}${page()}`, { ...options, parser: 'markdown' })
    return [name, text] as const
  })
  return Object.fromEntries(await Promise.all(written))
}
