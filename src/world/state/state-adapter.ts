import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Adapter } from 'lowdb'
import type { Tenants } from '../store.ts'
import { identityOf, keepCopy } from './files.ts'
import { loadState, type Loaded, type LoadOptions } from './load.ts'
import { markSnapshot, type SnapshotHead, writeSnapshot } from './snapshot-file.ts'

export const newGeneration = (): string => randomBytes(8).toString('hex')

/** lowdb's way to the disk: reads the state file and its journals, writes the file in small steps. */
export class StateAdapter implements Adapter<Tenants> {
  readonly #options: LoadOptions
  /** What `read` found. */
  loaded: Omit<Loaded, 'tenants'> = {
    journalBytes: 0,
    renew: false,
    generations: [],
    generation: '',
    marked: false,
  }
  /** Of the state file, as last read or written. */
  snapshotBytes = 0
  /** What the next state snapshot says of itself. */
  next: SnapshotHead = { generation: newGeneration(), after: [], journal: false }
  /** Awaited between two steps of writing. */
  pause: () => Promise<unknown> = () => nextTurn()
  /** The file as last read or written. */
  #identity: string | undefined
  /** Whether the file says that there is a journal. */
  #marked = false

  constructor(options: LoadOptions) {
    this.#options = options
  }

  async read(): Promise<Tenants> {
    const { path } = this.#options
    const { tenants, ...loaded } = await loadState(this.#options)
    this.#identity = await identityOf(path)
    // Under another name the same bytes are another state: they are not changed in place.
    const shared = this.#identity !== undefined && (await stat(path)).nlink > 1
    this.loaded = { ...loaded, renew: loaded.renew || shared }
    this.#marked = loaded.marked
    this.snapshotBytes = loaded.snapshotBytes ?? 0
    return tenants
  }

  async write(tenants: Tenants): Promise<void> {
    const { path, log } = this.#options
    const found = await identityOf(path)
    if (found !== undefined && found !== this.#identity) {
      const copy = await keepCopy(path, 'replaced')
      log('warn', `${path} was written by somebody else: theirs is kept as ${copy}`)
    }
    this.snapshotBytes = await writeSnapshot(path, tenants, this.next, () => this.pause())
    this.#marked = this.next.journal
    this.#identity = await identityOf(path)
  }

  /** Says in the file whether there is a journal beside it. */
  async mark(journal: boolean, sync: boolean): Promise<void> {
    const { path } = this.#options
    if (this.#marked === journal || (await identityOf(path)) !== this.#identity) return
    await markSnapshot(path, journal, sync)
    this.#marked = journal
    this.#identity = await identityOf(path)
  }
}
