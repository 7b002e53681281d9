import type { Row, Rows } from '../table.ts'
import type { Changes, TenantState, Tenants } from '../store.ts'
import { settingsOf, text, wholeChanges } from './change.ts'

/** What has changed of a tenant since its changes were last written. */
interface Marks {
  /** The tenant was deleted, whether or not it has been made again since. */
  dropped: boolean
  /** All of the tenant is to be written, not only the records in `lists`. */
  whole: boolean
  settings: boolean
  /** At most as many as a world has lists: searching them costs less than a Map for each tenant and batch. */
  lists: ListMarks[]
}

/**
 * What has changed in one list. Whoever reads the changes removes the records marked `gone` or `again`, then
 * adds those marked `added` or `again` in the order of the marks: this keeps the order of the records.
 */
interface ListMarks {
  readonly name: string
  /** By the records' keys. */
  readonly marks: Map<string, Mark>
}

/** `again`: removed, then added again; its place in the list is that of the second time. */
type Mark = 'gone' | 'added' | 'again' | 'changed'

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

  /** Says that a tenant is no more; what there was to write of it need not be. */
  drop(key: string): void {
    this.#markWhole(key).dropped = true
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
      now.dropped ||= marks.dropped
      now.whole ||= marks.whole
      now.settings ||= marks.settings
      if (now.whole) now.lists = []
      else for (const list of marks.lists) putBefore(list, listOf(now, list.name))
    }
  }

  /** What there is to write, in words: `3 customers, 2 tokens of tenant default`. */
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
  // Behind those that were added before it.
  marks.delete(record)
  marks.set(record, 'again')
}

/** Marks made later upon earlier ones, in the later list: listeners hold it. */
const putBefore = (earlier: ListMarks, later: ListMarks): void => {
  const { marks } = later
  const again = [...marks]
  marks.clear()
  for (const [record, mark] of earlier.marks) marks.set(record, mark)
  for (const [record, mark] of again) markRecord(later, record, mark)
}

/** The texts of changes, as their subjects are at the time each is asked for. */
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

/** Tenants named in a summary. */
const MOST_NAMED = 5

/** Keys in one change: its text is made in one go. */
const MOST_KEYS = 500
/** Records in one change: a damaged line loses them all. */
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

/** The records that are still there; what is gone since is told of with the next changes. */
const rowsOf = (keys: readonly string[], rows: Rows): readonly Row[] => {
  const found: Row[] = []
  for (const key of keys) {
    const row = rows.get(key)
    if (row !== undefined) found.push(row)
  }
  return found
}
