import { fstatSync } from 'node:fs'
import { open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { elapsed } from '../clock.ts'
import { JOURNAL_FORMAT, text } from './change.ts'
import { exists, SLICE_MS, syncFolder, WRITE_BYTES, writeAll } from './files.ts'
import { JournalLines } from './journal-record.ts'

/** The journal that is being written: only ever appended to, from the last good record. */
export class JournalFile {
  readonly path: string
  /** The one before, while its changes are on their way into the state snapshot. */
  readonly oldPath: string
  readonly #sync: boolean
  readonly #lines = new JournalLines()
  #file: FileHandle | undefined
  /** Up to here everything is whole. */
  #length = 0
  #torn = false
  #holdsChanges = false
  /** Of the state snapshots that it and the one aside go on from. */
  #of: string | undefined
  #oldOf: string | undefined

  constructor(path: string, sync: boolean) {
    this.path = path
    this.oldPath = `${path}.old`
    this.#sync = sync
  }

  /** Bytes in it. */
  get length(): number {
    return this.#length
  }

  get holdsChanges(): boolean {
    return this.#holdsChanges
  }

  /** The state snapshot that it goes on from. */
  get of(): string {
    return this.#of ?? ''
  }

  /** The state snapshots whose journals there are. */
  get generations(): readonly string[] {
    return [this.#of, this.#oldOf].filter((one) => one !== undefined)
  }

  /** Says which state snapshots the journals that are there go on from: the current one first. */
  found([of, oldOf]: readonly string[]): void {
    this.#of = of
    this.#oldOf = oldOf
  }

  /** Goes on with a journal that is whole up to `length`. */
  async reopen(length: number): Promise<void> {
    await this.close()
    this.#file = await open(this.path, 'r+')
    this.#length = length
    this.#torn = true
    this.#holdsChanges = length > 0
  }

  /** Begins a journal that goes on from this state snapshot; `after`: from the one before, while that is current. */
  async begin(of: string, after?: string): Promise<void> {
    await this.close()
    // A new file, not the old one emptied: who writes to the old one still does no harm.
    await rm(this.path, { force: true })
    this.#file = await open(this.path, 'wx')
    this.#of = of
    this.#length = 0
    this.#torn = true
    await this.append([
      text({ journal: JOURNAL_FORMAT, of, ...(after === undefined ? {} : { after }) }),
    ])
    this.#holdsChanges = false
    await syncFolder(this.path)
  }

  /** Appends changes, in small steps. Rejects when they are not all written: then none counts. */
  async append(changes: Iterable<string>): Promise<void> {
    const file = await this.#mended()
    this.#torn = true
    let end = this.#length
    const lines = this.#lines
    lines.clear()
    let until = elapsed() + SLICE_MS
    for (const change of changes) {
      lines.add(change)
      if (lines.length < WRITE_BYTES && elapsed() < until) continue
      end += await writeAll(file, lines.bytes, end)
      lines.clear()
      until = elapsed() + SLICE_MS
    }
    if (lines.length > 0) end += await writeAll(file, lines.bytes, end)
    lines.clear()
    if (this.#sync) await file.datasync()
    this.#length = end
    this.#torn = false
    this.#holdsChanges = true
  }

  /** Rejects when nothing can be written: tries a line that changes nothing, and room for more. */
  async probe(): Promise<void> {
    const holdsChanges = this.#holdsChanges
    const room = `${this.path}.tmp`
    try {
      await writeFile(room, Buffer.alloc(WRITE_BYTES), { flush: true })
    } finally {
      await rm(room, { force: true })
    }
    await this.append([text({ journal: JOURNAL_FORMAT })])
    this.#holdsChanges = holdsChanges
  }

  /** Puts the journal aside and begins another, for the state snapshot to come. False when one is aside already. */
  async rotate(next: string): Promise<boolean> {
    if (await exists(this.oldPath)) return false
    await this.#mended()
    await rename(this.path, this.oldPath)
    this.#oldOf = this.#of
    await this.begin(next, this.#oldOf)
    return true
  }

  async dropOld(): Promise<void> {
    await rm(this.oldPath, { force: true })
    this.#oldOf = undefined
    await syncFolder(this.path)
  }

  /** False once the file was deleted or replaced: what is written to it is lost. */
  isThere(): boolean {
    return this.#file !== undefined && fstatSync(this.#file.fd).nlink > 0
  }

  /** Closes and removes it. */
  async drop(): Promise<void> {
    await this.close()
    await rm(this.path, { force: true })
    await syncFolder(this.path)
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  /** The file, without what a failed append left behind. */
  async #mended(): Promise<FileHandle> {
    if (this.#file === undefined) throw new Error(`${this.path} is not open`)
    if (this.#torn) await this.#file.truncate(this.#length)
    this.#torn = false
    return this.#file
  }
}
