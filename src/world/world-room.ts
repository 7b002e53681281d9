import type { Row } from './table.ts'

/** What a record takes at least, in bytes. */
export const LIGHT = 512

/** Bytes that a record takes over `LIGHT`, roughly: those of its texts. */
export const extraOf = (row: Row): number => Math.max(0, textsIn(row) - LIGHT)

/** Bytes that a record takes, roughly; 0 where there is none. */
export const bytesOf = (row: Row | undefined): number =>
  row === undefined ? 0 : LIGHT + extraOf(row)

/** Bytes that records take, roughly. */
export const sumOf = (rows: Iterable<Row>): number => {
  let sum = 0
  for (const row of rows) sum += bytesOf(row)
  return sum
}

/** Asked at each change of a record, so it makes no list of the members. */
const textsIn = (value: object): number => {
  let sum = 16
  for (const name in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[name]
    if (typeof inner === 'string') sum += inner.length
    else if (typeof inner === 'object' && inner !== null) sum += textsIn(inner)
    else sum += 8
  }
  return sum
}

/** A change of a world would take more than the worlds of all tenants may. */
export class WorldsFullError extends Error {
  override readonly name = 'WorldsFullError'

  constructor(bytes: number, most: number) {
    super(
      `The worlds of all tenants would be ${bytes} bytes, and ${most} are the most; delete tenants or records first, or raise --world-bytes.`,
    )
  }
}

/** A list that can make room. */
interface Droppable {
  readonly bytes: number
  /** False where it has but one record. */
  dropOldest(): boolean
}

/** Bytes of the worlds of all tenants together, roughly. Over `most`, the largest list of the largest world drops its oldest. */
export class WorldRoom {
  readonly #most: number
  readonly #shares = new Set<WorldShare>()
  #held = 0

  constructor(most = Infinity) {
    this.#most = most
  }

  share(): WorldShare {
    const share = new WorldShare(this)
    this.#shares.add(share)
    return share
  }

  /** The tenant is no more. */
  leave(share: WorldShare): void {
    if (this.#shares.delete(share)) this.#held -= share.bytes
  }

  /** After one of its worlds has grown, or shrunk. */
  took(share: WorldShare, bytes: number): void {
    if (!this.#shares.has(share)) return
    this.#held += bytes
    if (bytes > 0) while (this.#held > this.#most && this.#dropOldest());
  }

  /** Throws WorldsFullError where there is no room for so many more bytes. */
  expect(bytes: number): void {
    const sum = this.#held + bytes
    if (bytes > 0 && sum > this.#most) throw new WorldsFullError(sum, this.#most)
  }

  #dropOldest(): boolean {
    const share = largest(this.#shares)
    return share !== undefined && largest(share.lists)?.dropOldest() === true
  }
}

/** What one tenant's world takes of the room. */
export class WorldShare {
  readonly #room: WorldRoom
  readonly lists: Droppable[] = []
  bytes = 0

  constructor(room: WorldRoom) {
    this.#room = room
  }

  took(bytes: number): void {
    this.bytes += bytes
    this.#room.took(this, bytes)
  }

  expect(bytes: number): void {
    this.#room.expect(bytes)
  }

  leave(): void {
    this.#room.leave(this)
  }
}

const largest = <T extends { readonly bytes: number }>(all: Iterable<T>): T | undefined => {
  let found: T | undefined
  for (const one of all) if (found === undefined || one.bytes > found.bytes) found = one
  return found
}
