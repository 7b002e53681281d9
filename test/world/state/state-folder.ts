import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedCollections } from '../../../src/core/records.ts'
import { decimal, shape } from '../../../src/core/schema.ts'
import { createWorldFormat } from '../../../src/world/world-data.ts'
import { loadState } from '../../../src/world/state/load.ts'
import type { Worlds, WorldsOptions } from '../../../src/world/worlds.ts'
import { customers, open } from '../sample-worlds.ts'

/** A folder of its own for a state file. */
export interface StateFolder {
  readonly path: string
  readonly file: string
  readonly journal: string
  readonly log: string[]
  /** Opens the worlds of the state file. */
  open(options?: Partial<WorldsOptions>, store?: Partial<WorldsOptions['store']>): Promise<Worlds>
  /** The tenants as a start would read them, as plain data. Touches nothing unless it repairs. */
  load(repair?: boolean): Promise<Readonly<Record<string, unknown>>>
  read(name?: string): Buffer
  write(bytes: Buffer | string, name?: string): void
  names(): readonly string[]
  remove(): void
}

const format = createWorldFormat(
  [...sharedCollections, customers],
  [shape('Site', { rate: decimal() })],
)

export const stateFolder = (): StateFolder => {
  const path = mkdtempSync(join(tmpdir(), 'wechat-login-mock-'))
  const file = join(path, 'state.json')
  const journal = `${file}.journal`
  const log: string[] = []
  const takeLog = (level: string, line: string): void => {
    log.push(`${level} ${line.replaceAll(path, '<folder>')}`)
  }
  return {
    path,
    file,
    journal,
    log,
    open: (options, store) => open({ log: takeLog, ...options, store: { file, ...store } }),
    load: async (repair = false) => {
      const paths = { path: file, journalPath: journal, oldJournalPath: `${journal}.old` }
      const { tenants } = await loadState({ ...paths, format, repair, log: takeLog })
      const plain = [...tenants].map(([key, { lists, site, clock, seed }]) => {
        const full = [...lists].filter(([, rows]) => rows.size > 0)
        const data = full.map(([name, rows]) => [name, [...rows.values()]])
        return [key, { ...Object.fromEntries(data), site, clock, seed } as unknown]
      })
      return Object.fromEntries(plain) as Readonly<Record<string, unknown>>
    },
    read: (name = 'state.json') => readFileSync(join(path, name)),
    write: (bytes, name = 'state.json') => {
      writeFileSync(join(path, name), bytes)
    },
    names: () => readdirSync(path).sort(),
    remove: () => {
      if (existsSync(path)) rmSync(path, { recursive: true })
    },
  }
}
