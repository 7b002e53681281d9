import { crc32 } from 'node:zlib'
import { open } from 'node:fs/promises'
import type { WorldFormat } from '../world-data.ts'
import { isObject } from '../../core/is-object.ts'
import type { Log } from '../../core/log.ts'
import { type Tenants, StateError } from '../store.ts'
import { createReplay, type Change } from './change.ts'
import { fileLines } from './files.ts'

/*
 * A state journal is JSON lines, each `[<crc32 of the change>,<its length in bytes>,<the change>]`. The
 * length stands before the change. Therefore a record that a kill has cut short can be told from a record
 * that was damaged later.
 */

const [CLOSE, NEWLINE] = [0x5d, 0x0a]
const MOST_DIGITS = 10

/** The length of the longest head in bytes: a bracket, a checksum, a length, two commas. */
const HEAD = 2 * MOST_DIGITS + 3
const TAIL = 2
const ROOM = 131_072

/**
 * Collects lines for the disk in one buffer, which is used again. Each change is turned into bytes only once.
 * A new buffer each time would not be in the processor's cache.
 */
export class JournalLines {
  #bytes = Buffer.allocUnsafeSlow(ROOM)
  #length = 0

  /** The length of the lines in bytes. */
  get length(): number {
    return this.#length
  }

  /** The lines. Valid until the next line is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  add(change: string): void {
    this.#makeRoom(change)
    const bytes = this.#bytes
    const start = this.#length
    const size = bytes.write(change, start + HEAD)
    const sum = crc32(bytes.subarray(start + HEAD, start + HEAD + size))
    const head = `[${sum},${size},`
    bytes.write(head, start, 'latin1')
    const end = start + head.length + size
    bytes.copyWithin(start + head.length, start + HEAD, start + HEAD + size)
    bytes[end] = CLOSE
    bytes[end + 1] = NEWLINE
    this.#length = end + TAIL
  }

  /** Removes all lines, and frees the memory that a large change has needed. */
  clear(): void {
    this.#length = 0
    if (this.#bytes.length > ROOM) this.#bytes = Buffer.allocUnsafeSlow(ROOM)
  }

  #makeRoom(change: string): void {
    const left = this.#bytes.length - this.#length
    if (change.length * 3 + HEAD + TAIL <= left) return
    const needed = Buffer.byteLength(change) + HEAD + TAIL
    if (needed <= left) return
    const larger = Buffer.allocUnsafeSlow(this.#length + needed)
    this.bytes.copy(larger)
    this.#bytes = larger
  }
}

/** Returns the change of a line (without its line end); undefined if the line is not as it was written. */
export const parseRecord = (line: Buffer): unknown => {
  const head = headOf(line)
  if (head === undefined || line.length !== head.end + head.length + 1) return undefined
  const change = line.subarray(head.end, head.end + head.length)
  if (line[line.length - 1] !== CLOSE || crc32(change) !== head.sum) return undefined
  try {
    return JSON.parse(change.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Returns whether a line without a line end is the beginning of a record, as a kill leaves it. */
export const isCutShort = (line: Buffer): boolean => {
  const head = headOf(line)
  if (head !== undefined) return line.length < head.end + head.length + TAIL
  return /^\[(?:\d{1,10}(?:,\d{0,10})?)?$/.test(line.subarray(0, HEAD).toString('latin1'))
}

/** Reads the head of a record. `end` is the offset at which the change begins. */
const headOf = (line: Buffer) => {
  const [head, sum, length] =
    /^\[(\d{1,10}),(\d{1,10}),/.exec(line.subarray(0, HEAD).toString('latin1')) ?? []
  return head === undefined
    ? undefined
    : { sum: Number(sum), length: Number(length), end: head.length }
}

/** The first line of a state journal. */
export interface JournalHead {
  /**
   * The generation of the state snapshot that the state journal continues. Empty in a state journal of an
   * older version, undefined if the line cannot be read.
   */
  readonly of: string | undefined
  /**
   * The generation of the previous state snapshot. While that is in place, its own state journal is applied
   * first.
   */
  readonly after: string | undefined
}

const HEAD_BYTES = 1_024

/** Reads the first line of a state journal. Resolves to undefined if the state journal is empty. */
export const readHead = async (path: string): Promise<JournalHead | undefined> => {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    const end = buffer.subarray(0, bytesRead).indexOf(0x0a)
    if (bytesRead === 0) return undefined
    if (end < 0) return { of: undefined, after: undefined }
    const change = parseRecord(buffer.subarray(0, end))
    if (!isObject(change) || !('journal' in change)) return { of: undefined, after: undefined }
    const { of, after } = change
    return {
      of: typeof of === 'string' ? of : '',
      after: typeof after === 'string' ? after : undefined,
    }
  } finally {
    await file.close()
  }
}

interface ReplayOptions {
  readonly file: string
  /** Whether a kill may have cut the last record short. */
  readonly last: boolean
  readonly tenants: Tenants
  readonly format: WorldFormat
  readonly damage: { readonly found: (file: string, problem: string) => void }
  readonly signal?: AbortSignal | undefined
  readonly log: Log
}

/**
 * Applies the changes of a state journal. Resolves to the number of its bytes that are intact. Rejects with
 * StateError if the state journal cannot be used.
 */
export const replayJournal = async (options: ReplayOptions): Promise<number> => {
  const { file, last, tenants, format, damage, signal, log } = options
  const replay = createReplay(format, tenants)
  let [at, count, lost] = [0, 0, 0]
  /**
   * The offset of a tenant in parts whose last part has not come. The intact bytes end there: changes that
   * are appended later must not be taken for parts of this tenant.
   */
  let begun: number | undefined
  for await (const lines of fileLines(file, signal))
    for (const { bytes, ended } of lines) {
      count++
      if (!ended && last && isCutShort(bytes)) {
        log('warn', `${file}: its last change was cut short, as by a kill, and is dropped`)
        return begun ?? at
      }
      const change = ended ? parseRecord(bytes) : undefined
      if (isObject(change)) {
        apply(replay, change as unknown as Change, file)
        if ('parts' in change) begun = at
        else if ('whole' in change) begun = undefined
      } else {
        damage.found(file, `is damaged in line ${count}`)
        lost++
      }
      at += bytes.length + 1
    }
  if (lost > 0) log('warn', `${file}: ${lost} damaged lines are left out`)
  return begun ?? at
}

const apply = (replay: (change: Change) => void, change: Change, file: string): void => {
  try {
    replay(change)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    throw new StateError(
      `${file} cannot be used: ${error.message}; it is left as it is, give another --state.`,
    )
  }
}
