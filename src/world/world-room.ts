import type { Row } from './table.ts'

/** The least number of bytes that a record counts for. */
export const LIGHT = 512

/** Returns the approximate number of bytes that a record takes beyond `LIGHT`, estimated from its texts. */
export const extraOf = (row: Row): number => Math.max(0, textsIn(row) - LIGHT)

/** Returns the approximate number of bytes that a record takes. Returns 0 for undefined. */
export const bytesOf = (row: Row | undefined): number =>
  row === undefined ? 0 : LIGHT + extraOf(row)

/** Returns the approximate number of bytes that records take together. */
export const sumOf = (rows: Iterable<Row>): number => {
  let sum = 0
  for (const row of rows) sum += bytesOf(row)
  return sum
}

/** Runs at each change of a record. Therefore it does not make a list of the members. */
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

/** A change would let the worlds of all tenants exceed their limit in bytes. */
export class WorldsFullError extends Error {
  override readonly name = 'WorldsFullError'

  constructor(bytes: number, most: number) {
    super(
      `The worlds of all tenants would be ${bytes} bytes, and ${most} are the most; delete tenants or records first, or raise --world-bytes.`,
    )
  }
}

/** A list that can drop records to make room. */
interface Droppable {
  readonly bytes: number
  /** Returns false if the list has only one record. */
  dropOldest(): boolean
}

/**
 * Counts the approximate bytes of all tenants' worlds. Over `most`, the largest list of the largest world
 * drops its oldest records.
 */
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

  /** Stops counting the world of a tenant that was dropped. */
  leave(share: WorldShare): void {
    if (this.#shares.delete(share)) this.#held -= share.bytes
  }

  /** Counts the bytes by which a world has grown (negative: shrunk). Over the limit, records are dropped. */
  took(share: WorldShare, bytes: number): void {
    if (!this.#shares.has(share)) return
    this.#held += bytes
    if (bytes > 0) while (this.#held > this.#most && this.#dropOldest());
  }

  /** Throws WorldsFullError if a growth by `bytes` would exceed the limit. */
  expect(bytes: number): void {
    const sum = this.#held + bytes
    if (bytes > 0 && sum > this.#most) throw new WorldsFullError(sum, this.#most)
  }

  #dropOldest(): boolean {
    const share = largest(this.#shares)
    return share !== undefined && largest(share.lists)?.dropOldest() === true
  }
}

/** The part of the room that one tenant's world takes. */
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
