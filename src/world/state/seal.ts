import { crc32 } from 'node:zlib'

/** Where the lines of one list stand in a snapshot, counted from 0; `site` and `settings` are lists of one. */
export type Place = readonly [tenant: string, list: string, firstLine: number, lines: number]

/** The checksums at the end of a snapshot: enough to tell a damaged record from the others. */
export interface Seal {
  /** CRC-32 of each line before it, without line ends. */
  readonly lines: Uint32Array
  readonly places: readonly Place[]
}

const HEAD = ',"check":'

/** Gathers checksums; as raw memory, for 100,000 of them are turned into text in one go. */
export class Checksums {
  #sums = new Uint32Array(1_024)
  #count = 0

  get count(): number {
    return this.#count
  }

  push(sum: number): void {
    if (this.#count === this.#sums.length) {
      const larger = new Uint32Array(this.#count * 2)
      larger.set(this.#sums)
      this.#sums = larger
    }
    this.#sums[this.#count++] = sum
  }

  base64(): string {
    return Buffer.from(this.#sums.buffer, 0, this.#count * 4).toString('base64')
  }
}

/** The last line of a snapshot, which also closes it. */
export const sealLine = (sums: Checksums, places: readonly Place[]): string => {
  const lines = sums.base64()
  const sum = crc32(lines + JSON.stringify(places))
  return `${HEAD}${JSON.stringify({ lines, places, sum })}}`
}

/** Where the seal's line starts in a file; -1 where there is none. */
export const sealStart = (bytes: Buffer): number => {
  const start = bytes.lastIndexOf(`\n${HEAD}`)
  return start < 0 ? -1 : start + 1
}

/** Reads `check`; undefined when it is itself damaged. */
export const readSeal = (check: unknown): Seal | undefined => {
  if (typeof check !== 'object' || check === null) return undefined
  const { lines, places, sum } = check as Record<string, unknown>
  if (typeof lines !== 'string' || !Array.isArray(places)) return undefined
  if (crc32(lines + JSON.stringify(places)) !== sum) return undefined
  const bytes = Uint8Array.from(Buffer.from(lines, 'base64'))
  const count = Math.floor(bytes.length / 4)
  return { lines: new Uint32Array(bytes.buffer, 0, count), places: places as Place[] }
}

/** The lines of a file up to `end`, without their ends. */
export function* linesOf(bytes: Buffer, end: number): Generator<Buffer, void> {
  for (let start = 0; start < end;) {
    const newline = bytes.indexOf(0x0a, start)
    const stop = newline < 0 || newline > end ? end : newline
    yield bytes.subarray(start, stop)
    start = stop + 1
  }
}

/** The first line, counted from 1, that is not as it was sealed; 0 when all are. */
export const firstBroken = (seal: Seal, bytes: Buffer, end: number): number => {
  let count = 0
  for (const line of linesOf(bytes, end)) if (seal.lines[count++] !== crc32(line)) return count
  return count === seal.lines.length ? 0 : count + 1
}
