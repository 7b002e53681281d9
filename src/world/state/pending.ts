import type { Changes, TenantState, Tenants } from '../tenant-state.ts'
import { settingsOf, text, wholeChange } from './change.ts'

/** What has changed of a tenant since its changes were last written. */
interface Marks {
  whole: boolean
  settings: boolean
  readonly lists: Map<string, Set<string>>
}

/** Changes waiting to be written, by tenant. A record put often is written once, as it then is. */
export class PendingChanges {
  #tenants = new Map<string, Marks>()
  readonly #wake: () => void

  /** `wake` is called when there is something after there was nothing. */
  constructor(wake: () => void) {
    this.#wake = wake
  }

  get some(): boolean {
    return this.#tenants.size > 0
  }

  /** Listeners for the changes of one tenant. */
  listen(key: string): Changes {
    return {
      list: (name) => {
        let keys: Set<string> | undefined
        let marks: Marks | undefined
        return (record) => {
          const current = this.#marksOf(key)
          if (current.whole) return
          if (marks !== current || keys === undefined) {
            marks = current
            keys = current.lists.get(name) ?? new Set()
            current.lists.set(name, keys)
          }
          keys.add(record)
        }
      },
      whole: () => {
        const marks = this.#marksOf(key)
        marks.whole = true
        marks.lists.clear()
      },
      settings: () => {
        this.#marksOf(key).settings = true
      },
    }
  }

  /** Says that a tenant is no more; what there was to write of it need not be. */
  drop(key: string): void {
    const marks = this.#marksOf(key)
    marks.whole = true
    marks.lists.clear()
  }

  /** Takes everything there is to write. */
  take(): ReadonlyMap<string, Marks> {
    const taken = this.#tenants
    this.#tenants = new Map()
    return taken
  }

  /** Puts back what could not be written. */
  putBack(taken: ReadonlyMap<string, Marks>): void {
    for (const [key, marks] of taken) {
      const now = this.#marksOf(key)
      now.whole ||= marks.whole
      now.settings ||= marks.settings
      if (now.whole) now.lists.clear()
      else
        for (const [name, keys] of marks.lists) {
          const listed = now.lists.get(name) ?? new Set()
          for (const record of keys) listed.add(record)
          now.lists.set(name, listed)
        }
    }
  }

  #marksOf(key: string): Marks {
    const known = this.#tenants.get(key)
    if (known !== undefined) return known
    const marks: Marks = { whole: false, settings: false, lists: new Map() }
    this.#tenants.set(key, marks)
    if (this.#tenants.size === 1) this.#wake()
    return marks
  }
}

/** The texts of changes, as their subjects are at the time each is asked for. */
export function* changesIn(
  taken: ReadonlyMap<string, Marks>,
  tenants: Tenants,
): Generator<string, void> {
  for (const [key, marks] of taken) {
    const state = tenants.get(key)
    if (state === undefined) yield text({ t: key, dropped: true })
    else if (marks.whole) yield wholeChange(key, state)
    else {
      if (marks.settings) yield text({ t: key, site: state.site, settings: settingsOf(state) })
      for (const [name, keys] of marks.lists) yield* recordChanges(key, name, keys, state)
    }
  }
}

function* recordChanges(
  key: string,
  list: string,
  records: ReadonlySet<string>,
  state: TenantState,
): Generator<string, void> {
  const rows = state.lists.get(list)
  const head = `{"t":${JSON.stringify(key)},"l":${JSON.stringify(list)},`
  for (const record of records) {
    const row = rows?.get(record)
    yield row === undefined
      ? `${head}"d":${JSON.stringify(record)}}`
      : `${head}"r":${JSON.stringify(row)}}`
  }
}
