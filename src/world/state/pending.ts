import type { Row, Rows } from '../table.ts'
import type { Changes, TenantState, Tenants } from '../tenant-state.ts'
import { settingsOf, text, wholeChange } from './change.ts'

/** What has changed of a tenant since its changes were last written. */
interface Marks {
  /** It was, whether or not it has come again. */
  dropped: boolean
  whole: boolean
  settings: boolean
  readonly lists: Map<string, ListMarks>
}

/**
 * Keys of records. Reading what is gone first, and what was added in this order, leaves the records in
 * theirs, the oldest first, whichever snapshot they are read over.
 */
interface ListMarks {
  readonly gone: Set<string>
  readonly added: Set<string>
  /** Without those that were added. */
  readonly changed: Set<string>
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
        let marks: Marks | undefined
        let list: ListMarks | undefined
        const current = (): ListMarks | undefined => {
          const now = this.#marksOf(key)
          if (now.whole) return undefined
          if (marks === now && list !== undefined) return list
          marks = now
          return (list = listOf(now, name))
        }
        return {
          added: (record) => {
            current()?.added.add(record)
          },
          changed: (record) => {
            const now = current()
            if (now?.added.has(record) === false) now.changed.add(record)
          },
          gone: (record) => {
            const now = current()
            now?.added.delete(record)
            now?.changed.delete(record)
            now?.gone.add(record)
          },
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
    marks.dropped = true
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
      now.dropped ||= marks.dropped
      now.whole ||= marks.whole
      now.settings ||= marks.settings
      if (now.whole) now.lists.clear()
      else for (const [name, list] of marks.lists) putBefore(list, listOf(now, name))
    }
  }

  #marksOf(key: string): Marks {
    const known = this.#tenants.get(key)
    if (known !== undefined) return known
    const marks: Marks = { dropped: false, whole: false, settings: false, lists: new Map() }
    this.#tenants.set(key, marks)
    if (this.#tenants.size === 1) this.#wake()
    return marks
  }
}

const listOf = ({ lists }: Marks, name: string): ListMarks => {
  const known = lists.get(name)
  if (known !== undefined) return known
  const list: ListMarks = { gone: new Set(), added: new Set(), changed: new Set() }
  lists.set(name, list)
  return list
}

/** Adds earlier marks to later ones, in place: listeners hold them. */
const putBefore = (earlier: ListMarks, later: ListMarks): void => {
  const { gone, added, changed } = later
  const first = [...earlier.added].filter((key) => !gone.has(key))
  const last = [...added]
  added.clear()
  for (const key of [...first, ...last]) added.add(key)
  for (const key of earlier.changed) if (!gone.has(key)) changed.add(key)
  for (const key of added) changed.delete(key)
  for (const key of earlier.gone) gone.add(key)
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
    if (marks.whole) yield wholeChange(key, state)
    else {
      if (marks.settings) yield text({ t: key, site: state.site, settings: settingsOf(state) })
      for (const [name, list] of marks.lists) yield* recordChanges(key, name, list, state)
    }
  }
}

/** Keys in one change: its text is made in one go. */
const MOST_KEYS = 500
/** Records in one change. Alone they cost a login 9,000 instructions more; a damaged line loses them all. */
const MOST_RECORDS = 16

function* recordChanges(
  key: string,
  list: string,
  { gone, added, changed }: ListMarks,
  state: TenantState,
): Generator<string, void> {
  const keys = [...gone]
  for (let at = 0; at < keys.length; at += MOST_KEYS)
    yield text({ t: key, l: list, d: keys.slice(at, at + MOST_KEYS) })
  const rows = state.lists.get(list)
  if (rows === undefined) return
  for (const some of recordsOf(changed, rows)) yield text({ t: key, l: list, r: some })
  for (const some of recordsOf(added, rows)) yield text({ t: key, l: list, n: some })
}

/** The records that are still there, some at a time; what is gone since is told of with the next changes. */
function* recordsOf(keys: ReadonlySet<string>, rows: Rows): Generator<readonly Row[], void> {
  let some: Row[] = []
  for (const key of keys) {
    const row = rows.get(key)
    if (row !== undefined) some.push(row)
    if (some.length < MOST_RECORDS) continue
    yield some
    some = []
  }
  if (some.length > 0) yield some
}
