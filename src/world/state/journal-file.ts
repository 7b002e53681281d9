import { fstatSync } from 'node:fs'
import { open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { elapsed } from '../clock.ts'
import { JOURNAL_FORMAT, text } from './change.ts'
import { exists, SLICE_MS, syncFolder, WRITE_BYTES, writeAll } from './files.ts'
import { JournalLines } from './journal-record.ts'

/** The state journal that is being written. It is only appended to, after its last intact record. */
export class JournalFile {
  readonly path: string
  /** The path of the previous state journal, while its changes are being folded into the state snapshot. */
  readonly oldPath: string
  readonly #sync: boolean
  readonly #lines = new JournalLines()
  #file: FileHandle | undefined
  /** The length in bytes up to which the file is intact. */
  #length = 0
  #torn = false
  #holdsChanges = false
  /** The generations that this state journal and the one at `oldPath` continue. */
  #of: string | undefined
  #oldOf: string | undefined

  constructor(path: string, sync: boolean) {
    this.path = path
    this.oldPath = `${path}.old`
    this.#sync = sync
  }

  /** The length in bytes. */
  get length(): number {
    return this.#length
  }

  get holdsChanges(): boolean {
    return this.#holdsChanges
  }

  /** The generation of the state snapshot that the state journal continues. */
  get of(): string {
    return this.#of ?? ''
  }

  /** The generations of the state snapshots whose state journals exist. */
  get generations(): readonly string[] {
    return [this.#of, this.#oldOf].filter((one) => one !== undefined)
  }

  /** Sets the generations that the existing state journals continue, the current state journal's first. */
  found([of, oldOf]: readonly string[]): void {
    this.#of = of
    this.#oldOf = oldOf
  }

  /** Continues a state journal that is intact up to `length` bytes. */
  async reopen(length: number): Promise<void> {
    await this.close()
    this.#file = await open(this.path, 'r+')
    this.#length = length
    this.#torn = true
    this.#holdsChanges = length > 0
  }

  /**
   * Begins a state journal that continues the state snapshot `of`. `after` is the generation of the state
   * snapshot that stays in place until `of` is written.
   */
  async begin(of: string, after?: string): Promise<void> {
    await this.close()
    // Makes a new file instead of emptying the old one: late writes to the old file do no harm.
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

  /** Appends changes in small steps. Rejects if not all changes were written: then none of them counts. */
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

  /**
   * Rejects if nothing can be written. Tries to write more bytes elsewhere, and a line that changes nothing.
   */
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

  /**
   * Renames the state journal to `oldPath`, and begins another for the next state snapshot. Resolves to false
   * if `oldPath` exists already.
   */
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

  /** Returns false if the file was deleted or replaced. Changes that are written to it are then lost. */
  isThere(): boolean {
    return this.#file !== undefined && fstatSync(this.#file.fd).nlink > 0
  }

  /** Closes and removes the state journal. */
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

  /** Resolves to the file, after cutting off the bytes that a failed append has left. */
  async #mended(): Promise<FileHandle> {
    if (this.#file === undefined) throw new Error(`${this.path} is not open`)
    if (this.#torn) await this.#file.truncate(this.#length)
    this.#torn = false
    return this.#file
  }
}
