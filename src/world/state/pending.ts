import type { Row, Rows } from '../table.ts'
import type { Changes, TenantState, Tenants } from '../store.ts'
import { settingsOf, text, wholeChanges } from './change.ts'

/** The changes of a tenant since its changes were last written. */
interface Marks {
  /** The tenant was deleted, whether or not it has been made again since. */
  dropped: boolean
  /** All of the tenant is to be written, not only the records in `lists`. */
  whole: boolean
  settings: boolean
  /** At most one entry for each list. Searching them costs less than a Map for each tenant and batch. */
  lists: ListMarks[]
}

/**
 * The changes of one list. A reader of the changes removes the records marked `gone` or `again`, then adds
 * those marked `added` or `again` in the order of the marks. This keeps the order of the records.
 */
interface ListMarks {
  readonly name: string
  /** The marks by the records' keys. */
  readonly marks: Map<string, Mark>
}

/**
 * `again`: the record was removed and then added again. Its place in the list is that of the second addition.
 */
type Mark = 'gone' | 'added' | 'again' | 'changed'

/**
 * Changes that wait to be written, by tenant. A record that was put often is written once, in its last state.
 */
export class PendingChanges {
  #tenants = new Map<string, Marks>()
  readonly #wake: () => void

  /** `wake` is called when a change arrives while no other change waits. */
  constructor(wake: () => void) {
    this.#wake = wake
  }

  get some(): boolean {
    return this.#tenants.size > 0
  }

  /** Returns the listener for the changes of one tenant. */
  listen(key: string): Changes {
    return {
      list: (name) => {
        let marks: Marks | undefined
        let list: ListMarks | undefined
        const current = (): ListMarks | undefined => {
          const now = this.#marksOf(key)
          if (now.whole) return undefined
          if (marks === now && list !== undefined) return list
          marks = now
          return (list = listOf(now, name))
        }
        const mark = (record: string, as: Mark): void => {
          const list = current()
          if (list !== undefined) markRecord(list, record, as)
        }
        return {
          added: (record) => {
            mark(record, 'added')
          },
          changed: (record) => {
            mark(record, 'changed')
          },
          gone: (record) => {
            mark(record, 'gone')
          },
        }
      },
      whole: () => {
        this.#markWhole(key)
      },
      settings: () => {
        this.#marksOf(key).settings = true
      },
    }
  }

  /** Reports that a tenant was dropped. Its earlier changes need not be written. */
  drop(key: string): void {
    this.#markWhole(key).dropped = true
  }

  /** Removes all changes and returns them. */
  take(): ReadonlyMap<string, Marks> {
    const taken = this.#tenants
    this.#tenants = new Map()
    return taken
  }

  /** Puts back changes that could not be written. */
  putBack(taken: ReadonlyMap<string, Marks>): void {
    for (const [key, marks] of taken) {
      const now = this.#marksOf(key)
      now.dropped ||= marks.dropped
      now.whole ||= marks.whole
      now.settings ||= marks.settings
      if (now.whole) now.lists = []
      else for (const list of marks.lists) putBefore(list, listOf(now, list.name))
    }
  }

  /** Returns the waiting changes in words: `3 customers, 2 tokens of tenant default`. */
  summary(): string {
    const some = [...this.#tenants].slice(0, MOST_NAMED).map(([key, marks]) => {
      if (marks.dropped || marks.whole) return `all of tenant ${key}`
      const lists = marks.lists.map(({ name, marks: records }) => `${records.size} ${name}`)
      return `${[...lists, ...(marks.settings ? ['settings'] : [])].join(', ')} of tenant ${key}`
    })
    const more = this.#tenants.size - some.length
    return some.concat(more > 0 ? `what changed of ${more} more tenants` : []).join('; ')
  }

  #markWhole(key: string): Marks {
    const marks = this.#marksOf(key)
    marks.whole = true
    marks.lists = []
    return marks
  }

  #marksOf(key: string): Marks {
    const known = this.#tenants.get(key)
    if (known !== undefined) return known
    const marks: Marks = { dropped: false, whole: false, settings: false, lists: [] }
    this.#tenants.set(key, marks)
    if (this.#tenants.size === 1) this.#wake()
    return marks
  }
}

const listOf = ({ lists }: Marks, name: string): ListMarks => {
  const known = lists.find((list) => list.name === name)
  if (known !== undefined) return known
  const list: ListMarks = { name, marks: new Map() }
  lists.push(list)
  return list
}

const markRecord = ({ marks }: ListMarks, record: string, as: Mark): void => {
  const before = marks.get(record)
  if (as === 'changed' && before !== undefined) return
  if (before === undefined || as === 'gone') {
    marks.set(record, as)
    return
  }
  // The record goes behind those that were added before it.
  marks.delete(record)
  marks.set(record, 'again')
}

/**
 * Puts earlier marks before later ones, and joins the marks of one record. Changes the later list in place,
 * because listeners hold it.
 */
const putBefore = (earlier: ListMarks, later: ListMarks): void => {
  const { marks } = later
  const again = [...marks]
  marks.clear()
  for (const [record, mark] of earlier.marks) marks.set(record, mark)
  for (const [record, mark] of again) markRecord(later, record, mark)
}

/** Yields the texts of changes. Each text shows its records as they are when the text is asked for. */
export function* changesIn(
  taken: ReadonlyMap<string, Marks>,
  tenants: Tenants,
): Generator<string, void> {
  for (const [key, marks] of taken) {
    const state = tenants.get(key)
    if (marks.dropped || state === undefined) yield text({ t: key, dropped: true })
    if (state === undefined) continue
    if (marks.whole) yield* wholeChanges(key, state)
    else {
      if (marks.settings) yield text({ t: key, site: state.site, settings: settingsOf(state) })
      for (const list of marks.lists) yield* recordChanges(key, list, state)
    }
  }
}

/** The most tenants that a summary names. */
const MOST_NAMED = 5

/** The most keys in one change, whose text is made in one step. */
const MOST_KEYS = 500
/** The most records in one change. A damaged line loses them all. */
const MOST_RECORDS = 16

function* recordChanges(
  key: string,
  { name, marks }: ListMarks,
  state: TenantState,
): Generator<string, void> {
  const gone: string[] = []
  const added: string[] = []
  const changed: string[] = []
  for (const [record, mark] of marks) {
    if (mark === 'gone' || mark === 'again') gone.push(record)
    if (mark === 'changed') changed.push(record)
    else if (mark !== 'gone') added.push(record)
  }
  for (const some of partsOf(gone, MOST_KEYS)) yield text({ t: key, l: name, d: some })
  const rows = state.lists.get(name)
  if (rows === undefined) return
  for (const some of partsOf(changed, MOST_RECORDS))
    yield text({ t: key, l: name, r: rowsOf(some, rows) })
  for (const some of partsOf(added, MOST_RECORDS))
    yield text({ t: key, l: name, n: rowsOf(some, rows) })
}

const partsOf = (keys: readonly string[], most: number): readonly (readonly string[])[] => {
  const parts: (readonly string[])[] = []
  for (let at = 0; at < keys.length; at += most) parts.push(keys.slice(at, at + most))
  return parts
}

/** Returns the records that still exist. The removal of the others is written with the next changes. */
const rowsOf = (keys: readonly string[], rows: Rows): readonly Row[] => {
  const found: Row[] = []
  for (const key of keys) {
    const row = rows.get(key)
    if (row !== undefined) found.push(row)
  }
  return found
}
