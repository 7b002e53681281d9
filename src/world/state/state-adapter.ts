import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Adapter } from 'lowdb'
import type { Tenants } from '../tenant-state.ts'
import { identityOf, keepCopy } from './files.ts'
import { loadState, type Loaded, type LoadOptions } from './load.ts'
import { writeSnapshot } from './snapshot-file.ts'

/** lowdb's way to the disk: reads the state file and its journals, writes the file in small steps. */
export class StateAdapter implements Adapter<Tenants> {
  readonly #options: LoadOptions
  /** What `read` found. */
  loaded: Omit<Loaded, 'tenants'> = { journalBytes: 0, renew: false }
  /** Of the state file, as last read or written. */
  snapshotBytes = 0
  /** Awaited between two steps of writing. */
  pause: () => Promise<unknown> = () => nextTurn()

  constructor(options: LoadOptions) {
    this.#options = options
  }

  /** The file as last read or written. */
  #identity: string | undefined

  async read(): Promise<Tenants> {
    const { tenants, ...loaded } = await loadState(this.#options)
    this.loaded = loaded
    this.#identity = await identityOf(this.#options.path)
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
    this.snapshotBytes = await writeSnapshot(path, tenants, () => this.pause())
    this.#identity = await identityOf(path)
  }
}
